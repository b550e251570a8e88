//! English.

use super::Table;

pub(super) const TABLE: Table = Table {
    promises: r"\b(?:i|we)(?:['’]ll| will| can| am going to|['’]m going to)\s+(?:\w+\s+){0,2}?(?:send|get|give|let|have|bring|share|write|confirm|check|prepare|forward|tell|find|ask|do|call|put|take|introduce|come back|deliver|provide|set|make|sign|add|answer|arrange|book|build|circulate|clear|complete|dig|draft|email|e-mail|fetch|file|finish|fix|follow up|invite|look|mail|offer|order|organi[sz]e|pay|phone|pick|post|present|print|pull|redo|reply|report|respond|return|review|ring|run|scan|schedule|ship|show|sort|speak|submit|talk|test|try|update|work)\b",
    you_get: r"\byou(?:['’]ll| will|['’]d)\s+(?:get|have|receive|hear)\b|\bwill be (?:back )?with you\b|\byou\s+(?:get|receive)\b|\byou\s+have\s+(?:it|them|this|that|the|my|our)\b",
    // "Mats will take the money back" hands nothing over.
    third: r"(?P<name>[\p{L}]+(?: [\p{L}]+)?) (?:will|is going to) (?:\w+\s+){0,1}?(?:send|get|give|let|bring|share|write|confirm|forward|tell|deliver|provide|call|introduce)\b",
    colleague: r"\b(?:our|my) (?:\w+ )?\w+ will (?:\w+ )?(?:send|get|give|let|have|bring|share|write|confirm|check|prepare|forward|tell|find|ask|do|call|put|take|introduce|come back|deliver|provide|set|make|sign|add|answer|arrange|book|build|circulate|clear|complete|dig|draft|email|e-mail|fetch|file|finish|fix|follow up|invite|look|mail|offer|order|organi[sz]e|pay|phone|pick|post|present|print|pull|redo|reply|report|respond|return|review|ring|run|scan|schedule|ship|show|sort|speak|submit|talk|test|try|update|work)\b",
    bare: r"^(?:an?|the) [\w -]{3,60}? by\b",
    by: r"\b(?:by|until|till|before|on|no later than)\s+(?:(?:the|latest) )*$",
    tells: r"^(?:whether|what|if|how|who|which)\b",
    no_promise: r"\?\s*$|^if\b|\bif i can|\b(?:will not|won['’]t|can['’]t|cannot)\b|\bneed to (?:know|have)\b",
    and_so: r"\s(?:so|and|but|also)$",
    handed_over: r"\b(?:attached|enclosed|as promised|as agreed|here (?:is|are)|you (?:will )?find|below (?:is|are)|has (?:gone|arrived)|have (?:sent|received)|was (?:sent|delivered)|came|delivered|booked|is ready|went out|corrected|list)\b",
    received: r"\b(?:received|got (?:it|the|your)|arrived|came through|came in|thank(?:s| you) for (?:the|your|sending))\b",
    undated: r"\b(?:i|we)(?:['’]ll| will|['’]m going to| am going to| are going to)\s+(?:\w+\s+){0,2}?(?:send|share|forward|write to you|confirm|introduce|come back to you|get back to you|deliver|provide|let you know|tell you|prepare|draft|mail|email|e-mail|submit|scan|ring)\b",
    requests: r"^(?:and |also,? )?(?:please|kindly)\b|\b(?:let (?:me|us) know|tell (?:me|us)|would like to know|want to know|need to know|could you|can you|would you|wonder(?:ing)?) (?:\w+ ){0,2}?(?:whether|if|what|when|who|how|which|where|why|by|send|share|confirm)\b",
    idle: r"^(?:and )?(?:how are you|how is it going|all well|right|ok|okay|agreed|or|really)\b[^?]{0,40}\?$|^please (?:find|see|note|excuse|accept)\b|^please\W*$",
    polite: r"\b(?:how are you|shall we|would any of|does that (?:suit|work)|(?:is|are) you (?:free|available)|agreed|right|okay|ok)\b[^?]{0,25}\?|\b(?:slots?|calendar|catch-up|time for a call)\b[^?]*\?",
    not_called: r"\b(?:do not|don['’]t|never|stop) (?:call|ring|phone|telephon)\w*|\bno (?:more )?calls\b",
    decides: r"\b(?:i|i['’]ll|i will)\s+(?:(?:can|will|have to|need to)\s+)?(?:decide|sign (?:it|this|that|off|the)|approve)\b|\bit['’]?s my (?:decision|call|signature)\b|\bthe decision is mine\b",
    pays: r"\b(?:out of|from|in|within|on) my (?:own )?budget\b|\bmy budget (?:is|has|allows|ends|covers)\b",
    legal: r"\bi (?:have to |need to |will |must )?(?:review|check|read|go through) the (?:contract|terms|agreement|dpa|clauses)\b",
    carries: r"\bi(?:['’]ll| will| am going to|['’]m going to) (?:take|bring|present|push|carry) (?:it|this|that) (?:to|through|into|before|up to) (?:the |our |my )?(?:board|management|committee|cfo|ceo|director\w*|boss|owner\w*|steering)\b",
    uses: r"\b(?:i|we) (?:would|will|['’]ll) (?:be )?(?:use|using|work(?:ing)? with) (?:it|this) (?:every|each|daily|all day)\b",
    denied: r"\b(?:not|never|cannot|can['’]t|don['’]t|won['’]t|whether|if|unless)\b",
    papers: r"\b(?:contracts?|legal|procurement|purchasing|purchase orders?|dpa|data processing agreement|msa|nda|signatures?|countersign\w*|redlines?|security (?:review|questionnaire)|vendor (?:form|registration|onboarding)|terms and conditions)\b",
    objects: r"\b(?:my|our|his|her|their|the (?:main|biggest|only|real|first)) (?:\w+ )?(?:worry|worries|concerns?|objections?|fears?|reservations?|doubts?)\b|\bdeal.?breaker\b|\b(?:worried|not comfortable|not convinced|sceptical|skeptical|uneasy)\b|\b(?:not acceptable|unacceptable)\b|\btoo (?:expensive|risky|slow|complicated|late)\b|\bblocks? (?:it|this|us)\b|\bterminat(?:e|ion)\b",
    insists: r"\b(?:is|are) a must\b|\bmust-haves?\b|\bnon-negotiable\b|\b(?:has|have) to (?:be|have|work|run|support)\b|\bmust (?:be|have|work|run|support)\b",
};
