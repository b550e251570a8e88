//! German.

use super::Table;

pub(super) const TABLE: Table = Table {
    promises: r"\b(?:ich|wir)\b[^.?!]{0,40}\b(?:schick\w*|send\w*|klär\w*|meld\w*|geb\w*|gib\w*|bring\w*|schreib\w*|liefer\w*|prüf\w*|mach\w*|bekommen|bekommt|erhalten|erstell\w*|stell\w*|such\w*|lass\w*|frag\w*|leit\w*|reich\w*|bereit\w*|organisier\w*|besorg\w*|ruf\w*|mail\w*|kümmer\w*|zieh\w*|änder\w*|setz\w*|rechn\w*|red\w*)\b|\b(?:schick\w*|send\w*|klär\w*|meld\w*|geb\w*|gib\w*|bring\w*|schreib\w*|liefer\w*|prüf\w*|mach\w*|bekommen|bekommt|erhalten|erstell\w*|stell\w*|such\w*|lass\w*|frag\w*|leit\w*|reich\w*|bereit\w*|organisier\w*|besorg\w*|ruf\w*|mail\w*|kümmer\w*|zieh\w*|änder\w*|setz\w*|rechn\w*|red\w*)\s+(?:ich|wir)\b",
    you_get: r"\b(?:bekommen|kriegen|erhalten|haben|hören) sie\b|\bsie (?:bekommen|kriegen|hören)\b|\b(?:bekommst|kriegst|hörst) du\b|\b(?:bekommt|kriegt|habt|hört) ihr\b|\bihr (?:bekommt|kriegt|hört)\b",
    // "Herr Reuter" keeps his title.
    third: r"(?P<titled>\b(?:herr|frau)) (?P<name>\p{L}+) (?:\w+ )?(?:schick\w*|send\w*|klär\w*|meld\w*|geb\w*|gib\w*|bring\w*|schreib\w*|liefer\w*|prüf\w*|mach\w*|bekommen|bekommt|erhalten|erstell\w*|stell\w*|such\w*|lass\w*|frag\w*|leit\w*|reich\w*|bereit\w*|organisier\w*|besorg\w*|ruf\w*|mail\w*|kümmer\w*|zieh\w*|änder\w*|setz\w*|rechn\w*|red\w*)\b",
    colleague: r"\b(?:unser\w*|mein\w*) (?:\w+ )?\w+ (?:schick\w*|send\w*|klär\w*|meld\w*|geb\w*|gib\w*|bring\w*|schreib\w*|liefer\w*|prüf\w*|mach\w*|bekommen|bekommt|erhalten|erstell\w*|stell\w*|such\w*|lass\w*|frag\w*|leit\w*|reich\w*|bereit\w*|organisier\w*|besorg\w*|ruf\w*|mail\w*|kümmer\w*|zieh\w*|änder\w*|setz\w*|rechn\w*|red\w*)\b",
    bare: r"^(?:eine?|der|die|das) [\w -]{3,60}? bis\b",
    by: r"\b(?:bis|am|zum|spätestens|vor)\s+(?:(?:zum|am|spätestens|dem|den) )*$",
    tells: r"^(?:ob|was|wer|wie)\b",
    no_promise: r"^(?:wenn|falls)\b|\b(?:kann nicht|werde nicht|werden nicht)\b",
    and_so: r"\s(?:und|aber|also)$",
    handed_over: r"\b(?:anbei|im anhang|beigefügt|wie versprochen|wie (?:zugesagt|besprochen)|angehängt|hier (?:ist|sind|kommt)|haben? (?:\w+ ){0,3}(?:geschickt|gesendet|erhalten|bekommen)|ist (?:da|raus|angekommen))\b",
    received: r"\b(?:angekommen|eingegangen|eingetroffen|erhalten|bekommen|danke für|dank für)\b",
    undated: r"\b(?:ich|wir)\b\s+(?:werden?\s+)?(?:\w+\s+){0,4}?(?:schick\w*|sende\w*|liefer\w*|melde\w*|erstell\w*|kläre\w*|bestätig\w*|reiche\w*)\b|\b(?:schick\w*|sende\w*|liefer\w*|melde\w*|erstell\w*|kläre\w*|bestätig\w*|reiche\w*)\s+(?:ich|wir)\b",
    requests: r"^(?:und )?bitte\b|\bteilen sie (?:mir|uns) (?:bitte )?mit\b|\b(?:wüsste|wüssten|möchte|möchten) (?:ich|wir)? ?(?:gerne? )?wissen\b|\bkönn(?:en|ten) sie\b|\bgeben sie (?:mir|uns)\b",
    idle: r"^(?:und )?(?:wie geht es|alles gut|oder|ja|nein|wirklich)\b[^?]{0,40}\?$|^bitte (?:beachten|entschuldigen|finden)\b|^bitte\W*$",
    polite: r"\bpasst das\b[^?]{0,25}\?|\b(?:kalender|kurzes gespräch)\b[^?]*\?",
    not_called: r"\bnicht (?:mehr )?an(?:zu)?rufen\b|\bkeine anrufe\b",
    decides: r"\bich (?:entscheide|unterschreibe|zeichne)\b|\bdie entscheidung (?:liegt bei mir|treffe ich)\b",
    pays: r"\baus meinem budget\b|\bmein budget\b",
    legal: r"\bich prüfe (?:den vertrag|die verträge|die avv)\b",
    carries: r"\bich (?:bringe|trage|nehme) (?:es|das) (?:in|vor|zum|zur|mit in)\b",
    uses: r"\bich arbeite (?:jeden tag|täglich) damit\b",
    denied: r"\b(?:nicht|kein\w*|ob)\b",
    papers: r"\b(?:\w*verträge?n?|\w*vertrags?|rechtsabteilung|juristen|einkauf\w*|bestellung|bestellschein|avv|auftragsverarbeitung\w*|unterschrift\w*|unterschreib\w*|agb|lieferantenformular|sicherheitsfragebogen)\b",
    objects: r"\b(?:bedenken|sorgen?|befürchtung\w*|befürchte\w*)\b|\bzu (?:teuer|riskant|langsam|kompliziert|spät)\b|\bnicht überzeugt\b|\bkommt (?:für uns |so )?nicht in ?frage\b|\bkündigung\b|\bkündigen (?:wir|ich)\b|\b(?:wir|ich) kündigen\b|\bskeptisch\b",
    insists: r"\b(?:zwingend|voraussetzung|k\.?-?o\.?-kriterium|muss-kriterium|bedingung)\b|\bmuss\b.{3,60}\b(?:können|haben|laufen|sein)\b",
};
