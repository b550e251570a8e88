//! Languages of which only what stands at sums, and the plainest names of days, is known.

use super::{EMPTY, Language, Table};

pub(super) const NORDIC: Table = Table {
    language: Language::Nordic,
    common: "och att det som en ett vi har pa for med ar til og er den jeg du ikke av om fran till",
    scales: "tusen=3 tusind=3 tus=3 miljon=6 miljoner=6 million=6 millioner=6 mill=6 mio=6 milj=6 mn=6 miljard=9 miljarder=9 milliard=9 milliarder=9 mia=9 mrd=9 md=9 mdr=9",
    to: "till til",
    between: "mellan mellem mellom fran fra",
    currencies: "kronor=kr kroner=kr krona=kr krone=kr kr=kr euro=EUR dollar=$ svenska_kronor=SEK norske_kroner=NOK danske_kroner=DKK islandske_kroner=ISK",
    percent: "procent prosent prosent",
    labels: "nummer nr rum rom version",
    weekdays: ["mandag", "tisdag tirsdag", "onsdag", "torsdag", "fredag", "loerdag", "soendag"],
    months: ["januari januar", "februari februar", "mars marts", "april", "maj mai", "juni", "juli", "augusti august", "september", "oktober", "november",
        "december desember"],
    relative: "idag=0 i_dag=0 i_morgon=1 imorgon=1 i_morgen=1 imorgen=1 i_oevermorgon=2 i_overmorgen=2 igar=-1 i_gar=-1",
    units: "dag=day dagar=day dage=day dager=day vecka=week veckor=week veckan=week uge=week uger=week uge=week uke=week uker=week maanad=month manad=month manader=month maned=month maneder=month ar=year",
    next: "naesta naeste neste",
    in_lead: "om inom innen inden",
    end: "slutet slutningen slutten",
    week_words: "vecka uge uke",
    doubtful: "mars",
    month_leads: "i fran till for sedan",
    day_leads: "den",
    ..EMPTY
};

pub(super) const DUTCH: Table = Table {
    language: Language::Dutch,
    common: "het een van en is wij niet voor met op aan te zijn de dat bedraagt onze uw wordt per",
    scales: "duizend=3 dzd=3 miljoen=6 mln=6 miljard=9 mld=9",
    to: "tot",
    between: "tussen van",
    currencies: "euro=EUR dollar=$ pond=£",
    percent: "procent",
    labels: "nummer versie kamer",
    weekdays: ["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"],
    months: ["januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"],
    doubtful: "mei",
    relative: "vandaag=0 morgen=1 overmorgen=2 gisteren=-1 eergisteren=-2",
    units: "dag=day dagen=day week=week weken=week maand=month maanden=month jaar=year",
    next: "volgende",
    coming: "komende",
    in_lead: "over binnen",
    end: "eind einde",
    week_words: "week",
    greetings: "goede goeden",
    month_leads: "in eind begin medio vanaf tot",
    ..EMPTY
};

pub(super) const POLISH: Table = Table {
    language: Language::Polish,
    common: "na jest nie do to sie jak mamy ma za po od dla przez",
    scales: "tys=3 tysiac=3 tysiace=3 tysiecy=3 milion=6 miliony=6 milionow=6 mln=6 miliard=9 miliardy=9 miliardow=9 mld=9",
    to: "do",
    between: "miedzy od",
    currencies: "zlotych=PLN zloty=PLN zlote=PLN zl=PLN euro=EUR",
    percent: "procent",
    labels: "numer nr",
    weekdays: ["poniedzialek", "wtorek", "sroda srode", "czwartek", "piatek", "sobota sobote", "niedziela niedziele"],
    months: ["stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca", "lipca", "sierpnia", "wrzesnia", "pazdziernika", "listopada", "grudnia"],
    relative: "dzis=0 dzisiaj=0 jutro=1 pojutrze=2 wczoraj=-1",
    doubtful: "maja",
    ..EMPTY
};

pub(super) const ROMANCE: Table = Table {
    language: Language::Romance,
    common: "os as do da dos das em um uma que com por nao na no para el los las es una con il lo gli di che non per sono",
    scales: "mil=3 mila=3 milhao=6 milhoes=6 millon=6 millones=6 milione=6 milioni=6 mln=6 mi=6 bilhao=9 bilhoes=9 miliardo=9 miliardi=9",
    of: "de di d",
    to: "a ate hasta",
    between: "entre tra",
    currencies: "euro=EUR euros=EUR reais=BRL real=BRL pesos=peso dolares=$ dollari=$ lei=RON franchi=CHF",
    weekdays: ["segunda lunes lunedi", "terca martes martedi", "quarta miercoles mercoledi", "quinta jueves giovedi", "sexta viernes venerdi",
        "sabado sabato", "domingo domenica"],
    months: ["janeiro enero gennaio", "fevereiro febrero febbraio", "marco marzo", "abril aprile", "maio mayo maggio", "junho junio giugno",
        "julho julio luglio", "agosto", "setembro septiembre settembre", "outubro octubre ottobre", "novembro noviembre novembre", "dezembro diciembre dicembre"],
    doubtful: "segunda terca quarta quinta sexta marco sabato",
    relative: "hoje=0 amanha=1 ontem=-1 hoy=0 domani=1 oggi=0 ieri=-1 ayer=-1",
    of_day: "de di",
    percent: "por_cento por_ciento per_cento",
    ..EMPTY
};

pub(super) const FINNISH: Table = Table {
    language: Language::Finnish,
    common: "ja on ei se etta me han te joka kun",
    scales: "tuhat=3 tuhatta=3 miljoona=6 miljoonaa=6 milj=6 miljardi=9 miljardia=9",
    currencies: "euroa=EUR euro=EUR",
    weekdays: ["maanantai maanantaina", "tiistai tiistaina", "keskiviikko keskiviikkona", "torstai torstaina", "perjantai perjantaina", "lauantai lauantaina",
        "sunnuntai sunnuntaina"],
    months: ["tammikuuta", "helmikuuta", "maaliskuuta", "huhtikuuta", "toukokuuta", "kesaekuuta kesakuuta", "heinaekuuta heinakuuta", "elokuuta", "syyskuuta",
        "lokakuuta", "marraskuuta", "joulukuuta"],
    relative: "taenaeaen=0 huomenna=1 ylihuomenna=2 eilen=-1",
    week_words: "viikko viikolla",
    ..EMPTY
};
