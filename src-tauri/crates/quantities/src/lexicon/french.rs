//! French, as written in France, Belgium and Switzerland.

use super::{EMPTY, Language, Table};

pub(super) const TABLE: Table = Table {
    language: Language::French,
    common: "le la les un une des du et est sont nous vous votre notre nos vos pour avec dans sur que qui ne pas par plus il elle ils je ce \
        cette ces au aux en merci mon ma sera faut hors entre selon jusqu sans de",
    numbers: "zero=0 un=1 une=1 deux=2 trois=3 quatre=4 cinq=5 six=6 sept=7 huit=8 neuf=9 dix=10 onze=11 douze=12 treize=13 quatorze=14 quinze=15 seize=16 \
        vingt=20 vingts=20 trente=30 quarante=40 cinquante=50 soixante=60 septante=70 huitante=80 octante=80 nonante=90 douzaine=12",
    ordinals: "premier=1",
    weak: "six neuf",
    hundred: "cent cents",
    scales: "mille=3 mil=3 million=6 millions=6 milliard=9 milliards=9 md=9 mds=9 mrd=9 billion=12 billions=12 trillion=18 trillions=18",
    bare_scales: "cent mille",
    one: "un une",
    and: "et",
    point: "virgule",
    half: "demi demie",
    quarter: "quart",
    and_half: "et demi",
    of: "de d",
    vague: "quelques plusieurs centaines milliers dizaines des",
    minus: "moins",
    percent: "pour_cent",
    between: "entre de",
    to: "a et",
    or: "ou et",
    moves: "passe passer passent baisse baisser baissent monte monter augmente augmenter reduit reduire descend descendre",
    labels: "option variante version salle bureau etage section chapitre article page partie phase etape ligne lot position numero n no commande ticket \
        dossier ref reference facture modele type tome telephone tel poste",
    weighs: "pese pesent poids livres_de",
    currencies: "euro=EUR euros=EUR livre=£ livres=£ livres_sterling=GBP livre_sterling=GBP franc=CHF francs=CHF francs_suisses=CHF franc_suisse=CHF francs_cfa=XOF \
        dollar=$ dollars=$ dollars_americains=USD dollars_us=USD dollars_canadiens=CAD dollars_australiens=AUD yen=JPY yens=JPY yuan=CNY yuans=CNY roupies=INR \
        roupie=INR zlotys=PLN zloty=PLN couronnes=kr couronne=kr couronnes_suedoises=SEK couronnes_norvegiennes=NOK couronnes_danoises=DKK \
        couronnes_tcheques=CZK dirhams=dirham dirhams_marocains=MAD dinars=dinar pesos=peso roubles=RUB lires=TRY forints=HUF reais=BRL rands=ZAR wons=KRW bahts=THB",
    cents: "centime=?:100 centimes=?:100",
    weekdays: ["lundi lundis", "mardi mardis", "mercredi mercredis", "jeudi jeudis", "vendredi vendredis", "samedi samedis", "dimanche dimanches"],
    months: ["janvier janv", "fevrier fevr fev", "mars", "avril avr", "mai", "juin", "juillet juil", "aout", "septembre sept", "octobre oct", "novembre nov",
        "decembre dec"],
    doubtful: "mars avril mai",
    relative: "aujourd'hui=0 demain=1 apres_demain=2 hier=-1 avant_hier=-2 ce_soir=0",
    units: "jours_ouvres=workday jours_ouvrables=workday jour_ouvre=workday jour_ouvrable=workday jour=day jours=day semaine=week semaines=week week_end=weekend weekend=weekend mois=month trimestre=quarter trimestres=quarter an=year ans=year \
        annee=year annees=year quinzaine=quinzaine",
    last: "dernier derniere passe passee",
    this: "ce cet cette",
    next: "prochain prochaine",
    coming: "suivant suivante",
    after_next: "",
    in_lead: "dans sous d'ici d'ici_a en_moins_de dans_les dans_un_delai_de",
    hence: "",
    ago_lead: "il_y_a",
    ago: "",
    end: "fin",
    middle: "milieu mi",
    start: "debut",
    late: "",
    early: "",
    compounds: "",
    the: "le la l' ce cette du de au en",
    of_day: "",
    month_leads: "en de du d' des debut mi fin avant apres depuis jusqu'en courant des pour",
    day_leads: "le au du avant jusqu'au des d'ici apres",
    ordinal_ends: "er e",
    quarters: "t q",
    quarter_words: "trimestre",
    week_words: "semaine sem",
    greetings: "",
    not_before: "black",
    ..EMPTY
};
