//! Danish, and what Norwegian shares with it.

use super::{EMPTY, Table};

pub(super) const TABLE: Table = Table {
    from: "fra afsender sendt_av",
    sent: "sendt dato den sendt_den",
    to: "til modtager",
    copy: "kopi bilag_cc kopi_til",
    subject: "emne emnefelt",
    other_fields: "svar_til vigtighed prioritet vedhaeftede_filer vedhaeftet vedhaeftninger",
    forward_prefixes: "vs fs vidsend vid",
    openers: "den pa",
    wrote: "skrev skriver skrevet",
    tells: "jeg vi jeres",
    particles: "af",
    original: "oprindelig_meddelelse oprindelig_besked original_besked originalbesked original_meddelelse oprindelig_mail oprindelig_e-mail \
        opprinnelig_melding original_melding",
    forwarded: "videresendt viderestillet videresendte",
    begins: "start begyndelse",
    ends: "slut_pa",
    strong: "kaerlig_hilsen med_venlig_hilsen venlig_hilsen mange_hilsner bedste_hilsner de_bedste_hilsner med_venlige_hilsner hilsen hilsner \
        bedste_hilsen de_venligste_hilsner venligste_hilsner venligst m.v.h m._venlig_hilsen kaerligst de_kaerligste_hilsner \
        med_bedste_hilsner med_de_bedste_hilsner med_vennlig_hilsen vennlig_hilsen beste_hilsen hilsen_fra",
    weak: "tak tak_for_hjaelpen mange_tak god_dag god_weekend pa_forhand_tak god_aften god_ferie god_jul god_paske god_sommer god_kamp \
        godt_nytar fortsat_god_dag fortsat_god_weekend fortsat_god_aften rigtig_god_weekend rigtig_god_dag vi_snakkes vi_snakkes_ved \
        vi_ses vi_tales_ved ha'_en_god_dag ha_en_god_dag hav_en_god_dag hav_en_dejlig_dag ha'_det_godt hav_det_godt ha_det_godt tak_igen \
        tusind_tak tusind_tak_for_hjaelpen tak_pa_forhand mange_tak_pa_forhand pa_forhand_mange_tak pas_godt_pa_dig knus kram alt_godt \
        de_bedste hej_hej farvel pa_gensyn pa_genhor tak_for_i_dag tak_for_nu mojn knus_og_kram hav_en_god_weekend ha_en_god_weekend \
        jeg_onsker_dig_en_god_dag",
    until: "vi_ses ses pa",
    short: "mvh vh kh dbh mkh hils bh vhl",
    nouns: "hilsen hilsner hils",
    places: "fra til og pa",
    yours: "dit deres jeres",
    houses: "aps a/s i/s",
    phone: "tlf",
    personal: "jeg mig os jer jeres din",
    hours: "kontortid arbejdsdage folg_os traeffes telefontid abningstid book_et_mode book_mode",
    weekdays: "man tir ons tor tors fre lor son mandag tirsdag onsdag torsdag fredag lordag sondag",
    message: "denne_e-mail denne_mail denne_besked denne_meddelelse denne_email oplysningerne_i_denne indholdet_af_denne indholdet_i_denne \
        denne_e-post denne_mailen",
    recipient: "rette_modtager tilsigtede_modtager modtager beregnet_til kun_beregnet kun_bestemt bestemt_for adressaten tiltaenkt",
    confidential: "fortrolig konfidentiel tavshedspligt",
    forbids: "ikke_tilladt ved_en_fejl fejlagtigt slet slette underret videregiv ansvar afsenderen",
    notice: "oplysninger indhold",
    legal: "hvis_du_ikke_er_den_rette_modtager er_du_ikke_rette_modtager hvis_du_ikke_er_rette_modtager \
        hvis_du_ved_en_fejl_har_modtaget_denne har_du_modtaget_denne_mail_ved_en_fejl har_du_modtaget_denne_e-mail_ved_en_fejl \
        modtaget_denne_e-mail_ved_en_fejl",
    myself: "jeg_ mig_ min_",
    ourselves: "vi os vores",
    registry: "cvr cvr-nr cvr_nr",
    privacy: "persondata personoplysninger databeskyttelse behandler_dine_data behandler_vi_dine dine_data privatliv ansvarsfraskrivelse",
    sent_from: "sendt_fra sendt_med hent_outlook sendt_via fa_outlook download_outlook sendt_pa",
    devices: "mobil mobiltelefon tablet mobilen",
    from_my: "fra_min fra_mit fra_outlook fra",
    with: "pa med fra via",
    outside: "ekstern_e-mail ekstern_mail uden_for_organi uden_for_virksom ekstern_afsender",
    beyond: "ekstern uden_for udefra eksternt",
    origin: "kommer_fra er_sendt stammer_fra afsender",
    cautions: "advarsel obs ekstern ekstern_mail ekstern_e-mail bemaerk pas_pa eksternt",
    warns: "advarsel vaer_forsigtig vedhaeft bilag",
    seldom: "du_far_ikke_ofte_mail du_modtager_ikke_ofte_mail du_modtager_ikke_ofte_e-mail",
    scanned: "scannet kontrolleret virusfri virustjekket",
    print: "udskriv",
    environment: "miljo miljoet",
    before_printing: "inden_du_printer for_du_printer inden_du_udskriver for_du_udskriver",
    think: "taenk tag_hensyn skan_miljoet print_kun overvej",
    unsubscribe: "afmeld frameld framelde",
    offers: "her",
    no_longer: "ikke_laengere_modtage ikke_onsker_at_modtage flere_mails_fra",
    received: "du_modtager_denne_mail du_modtager_denne_e-mail du_modtager_denne_besked du_har_modtaget_denne_mail du_har_modtaget_denne_e-mail \
        du_har_modtaget_denne_besked du_modtager_dette_nyhedsbrev du_far_denne_mail",
    browser: "browser webversion",
    absent_subjects: "automatisk_svar autosvar fravaer fravaersbesked ikke_til_stede ikke_pa_kontoret",
    failed_subjects: "kan_ikke_leveres ikke_leveret",
    says_automatic: "automatisk_svar automatisk_besked automatisk_genereret automatisk_mail automatisk_besvarelse",
    thanks_for_mail: "tak_for_din tak_for_deres tak_for_jeres tak_for_henvendelsen tak_for_mailen mange_tak_for_din tak_for_beskeden",
    away: "pa_ferie ikke_pa_kontoret holder_ferie holder_sommerferie fravaerende holder_fri pa_barsel pa_rejse ude_af_kontoret ferielukket \
        tilbage_pa_kontoret tilbage_igen sommerferie pa_efterarsferie har_ferie bortrejst",
    instead: "haster hastesager er_tilbage kontakt_venligst i_mit_fravaer kontakt_min_kollega kan_du_kontakte vender_tilbage",
    reply: "svar",
    above_this_line: "over_denne_linje over_denne_streg ovenfor_denne_linje ovenover_denne",
    no_reply: "besvar_ikke_denne dette_er_en_automatisk denne_mail_er_sendt_automatisk denne_mail_kan_ikke_besvares kan_ikke_besvares",
    your_request: "din_henvendelse_(# din_sag_(#",
    requests: "sag henvendelse",
    services: "system tjeneste support service",
    meeting: "mode deltag",
    invites: "inviterer_dig har_inviteret_dig",
    joining: "mode-id adgangskode deltag_pa klik_her_for_at_deltage eller_ring brug_for_hjaelp systemreference for_arrangorer deltag_i_modet \
        deltag_nu modeindstillinger find_et_lokalt_nummer deltag:",
    when: "hvornar tid",
    place: "hvor sted",
    ..EMPTY
};
