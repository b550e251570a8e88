//! German, as written in Germany, Austria and Switzerland.

use super::{Language, Table};

pub(super) const TABLE: Table = Table {
    language: Language::German,
    common: "der die das und ist nicht ein eine einen einem ich wir sie es den dem des mit von zu auf fuer im bis wird hat haben sind auch \
        noch bei aus kann dass muss nur mehr ueber beim zum zur vom ihr ihre ihren unser unsere bitte werden wurde sich nach oder aber am um \
        je pro laut netto brutto liegt kostet betraegt brauchen zahlen zahlt bekomme",
    numbers: "null=0 ein=1 eins=1 zwei=2 zwo=2 drei=3 vier=4 fuenf=5 sechs=6 sieben=7 acht=8 neun=9 zehn=10 elf=11 zwoelf=12 dreizehn=13 \
        vierzehn=14 fuenfzehn=15 sechzehn=16 siebzehn=17 achtzehn=18 neunzehn=19 zwanzig=20 dreissig=30 vierzig=40 fuenfzig=50 sechzig=60 siebzig=70 \
        achtzig=80 neunzig=90 dutzend=12",
    ordinals: "",
    weak: "ein eins acht",
    hundred: "hundert",
    scales: "tausend=3 tsd=3 million=6 millionen=6 mio=6 milliarde=9 milliarden=9 mrd=9 mia=9 billion=12 billionen=12 bio=12 trillion=18 trillionen=18",
    bare_scales: "hundert tausend",
    one: "eine ein einer",
    and: "und",
    point: "komma",
    half: "halbe halben halber",
    quarter: "viertel",
    and_half: "",
    of: "",
    vague: "paar einige einigen mehrere mehreren viele vielen wenige wenigen zig etliche ungezaehlte hunderte tausende",
    minus: "minus",
    percent: "prozent prozentpunkte prozentpunkten",
    between: "zwischen von",
    to: "bis und",
    or: "oder und auf",
    moves: "senken senkt gesenkt erhoehen erhoeht steigt steigen stieg gestiegen sinkt sinken sank faellt auf",
    labels: "option variante version raum saal zimmer gleis etage abschnitt kapitel artikel seite teil phase schritt stufe zeile los position pos nummer nr \
        bestellung ticket fall referenz rechnung modell typ formular auftrag konto paragraf telefon tel fax mobil anlage punkt ziffer",
    accounts: "ergebnis jahresergebnis verlust gewinn saldo ebit ebitda cashflow bilanz ueberschuss fehlbetrag abweichung",
    weighs: "wiegt wiegen gewicht schwer",
    currencies: "euro=EUR euros=EUR teuro=EUR pfund=£ franken=CHF fraenkli=CHF stutz=CHF rappen=CHF yen=JPY yuan=CNY rupien=INR rupie=INR zloty=PLN forint=HUF \
        rubel=RUB lira=TRY lire=TRY schekel=ILS kronen=kr krone=kr dollar=$ dollars=$ pesos=peso peso=peso real=BRL reais=BRL rand=ZAR lei=RON leu=RON lew=BGN \
        griwna=UAH dirham=AED won=KRW baht=THB us_dollar=USD us_dollars=USD kanadische_dollar=CAD kanadischen_dollar=CAD australische_dollar=AUD \
        neuseelaendische_dollar=NZD schweizer_franken=CHF pfund_sterling=GBP britische_pfund=GBP britischen_pfund=GBP tschechische_kronen=CZK \
        schwedische_kronen=SEK norwegische_kronen=NOK daenische_kronen=DKK polnische_zloty=PLN indische_rupien=INR japanische_yen=JPY \
        tuerkische_lira=TRY chinesische_yuan=CNY ungarische_forint=HUF hongkong_dollar=HKD singapur_dollar=SGD",
    cents: "cent=?:100 cents=?:100 rappen=CHF:100",
    weekdays: [
        "montag montags mo",
        "dienstag dienstags di",
        "mittwoch mittwochs mi",
        "donnerstag donnerstags do",
        "freitag freitags fr",
        "samstag samstags sonnabend sa",
        "sonntag sonntags so",
    ],
    months: [
        "januar jaenner jan",
        "februar feber feb",
        "maerz mrz",
        "april apr",
        "mai",
        "juni juno jun",
        "juli julei jul",
        "august aug",
        "september sept sep",
        "oktober okt",
        "november nov",
        "dezember dez",
    ],
    doubtful: "mai jan mo di mi do fr sa so august",
    relative: "heute=0 morgen=1 uebermorgen=2 gestern=-1 vorgestern=-2 heute_abend=0 bis_feierabend=0 dienstschluss=0 tagesende=0",
    units: "stunde=hour stunden=hour std=hour werktage=workday werktagen=workday werktag=workday arbeitstage=workday arbeitstagen=workday arbeitstag=workday tag=day tage=day tagen=day woche=week wochen=week wochenende=weekend wochenenden=weekend monat=month monats=month monate=month monaten=month \
        quartal=quarter quartals=quarter quartale=quarter quartalen=quarter jahr=year jahrs=year jahres=year jahre=year jahren=year",
    last: "letzte letzten letztes letzter letztem vergangene vergangenen vergangenes vergangener vorige vorigen voriges voriger",
    this: "diese diesen dieses diesem dieser laufenden laufende aktuellen",
    next: "naechste naechsten naechstes naechster naechstem",
    coming: "kommende kommenden kommendes kommender kommendem folgende folgenden",
    after_next: "uebernaechste uebernaechsten uebernaechstes uebernaechster",
    in_lead: "in innerhalb_von innerhalb binnen innert spaetestens_in",
    hence: "",
    ago_lead: "vor",
    ago: "",
    end: "ende",
    middle: "mitte",
    start: "anfang beginn",
    late: "",
    early: "",
    compounds: "monatsende=month:0 quartalsende=quarter:0 jahresende=year:0 ultimo=month:0 monatsschluss=month:0 jahresschluss=year:0",
    the: "der des dem den dieser dieses diesem diesen",
    of_day: "",
    month_leads: "im in bis ab seit vor nach anfang mitte ende zum von vom fuer um",
    day_leads: "am bis zum vom den ab vor seit nach der spaetestens",
    ordinal_ends: "ten te ter",
    quarters: "q",
    quarter_words: "quartal",
    day_words: "erste=1 ersten=1 erster=1 zweite=2 zweiten=2 zweiter=2 dritte=3 dritten=3 dritter=3 vierte=4 vierten=4 vierter=4 fuenfte=5 \
        fuenften=5 fuenfter=5 sechste=6 sechsten=6 sechster=6 siebte=7 siebten=7 siebter=7 achte=8 achten=8 achter=8 neunte=9 neunten=9 \
        neunter=9 zehnte=10 zehnten=10 zehnter=10 elfte=11 elften=11 elfter=11 zwoelfte=12 zwoelften=12 zwoelfter=12 dreizehnte=13 \
        dreizehnten=13 dreizehnter=13 vierzehnte=14 vierzehnten=14 vierzehnter=14 fuenfzehnte=15 fuenfzehnten=15 fuenfzehnter=15 \
        sechzehnte=16 sechzehnten=16 sechzehnter=16 siebzehnte=17 siebzehnten=17 siebzehnter=17 achtzehnte=18 achtzehnten=18 achtzehnter=18 \
        neunzehnte=19 neunzehnten=19 neunzehnter=19 zwanzigste=20 zwanzigsten=20 zwanzigster=20 einundzwanzigste=21 einundzwanzigsten=21 \
        einundzwanzigster=21 zweiundzwanzigste=22 zweiundzwanzigsten=22 zweiundzwanzigster=22 dreiundzwanzigste=23 dreiundzwanzigsten=23 \
        dreiundzwanzigster=23 vierundzwanzigste=24 vierundzwanzigsten=24 vierundzwanzigster=24 fuenfundzwanzigste=25 fuenfundzwanzigsten=25 \
        fuenfundzwanzigster=25 sechsundzwanzigste=26 sechsundzwanzigsten=26 sechsundzwanzigster=26 siebenundzwanzigste=27 \
        siebenundzwanzigsten=27 siebenundzwanzigster=27 achtundzwanzigste=28 achtundzwanzigsten=28 achtundzwanzigster=28 \
        neunundzwanzigste=29 neunundzwanzigsten=29 neunundzwanzigster=29 dreissigste=30 dreissigsten=30 dreissigster=30 einunddreissigste=31 \
        einunddreissigsten=31 einunddreissigster=31",
    week_words: "kw kalenderwoche woche",
    greetings: "guten gutem schoenen",
    not_before: "black",
};
