//! Swedish.

use super::{EMPTY, Table};

pub(super) const TABLE: Table = Table {
    from: "fran avsandare",
    sent: "skickat skickades skickat_den datum sant",
    to: "till mottagare",
    copy: "kopia kopia_till",
    subject: "amne arende",
    other_fields: "svar_till svara_till bifogade_filer",
    forward_prefixes: "vb vl vbf",
    openers: "pa",
    wrote: "skrivit",
    tells: "jag du",
    original: "ursprungligt_meddelande originalmeddelande ursprungligt_brev ursprungligt_e-postmeddelande originalmeddelandet ursprungligt_mail \
        ursprungligt_mejl",
    forwarded: "vidarebefordrat vidarebefordrad vidarebefordrade vidaresant vidaresand",
    begins: "vidarebefordrat borjan",
    ends: "slut_pa",
    strong: "halsar med_vanlig_halsning med_vanliga_halsningar vanliga_halsningar vanligen basta_halsningar halsningar halsning \
        med_basta_halsningar med_varma_halsningar varma_halsningar varm_halsning m.v.h hogaktningsfullt med_halsning med_halsningar \
        soliga_halsningar basta_halsning med_basta_halsning vanlig_halsning vanligast hjartliga_halsningar hjartligt halsar_vanligen",
    weak: "tack tack_pa_forhand tusen_tack ha_det_gott trevlig_helg allt_gott ha_en_bra_dag val_mott vi_hors vi_hors_av vi_hors_vidare \
        vi_ses pa_aterhorande pa_aterseende ha_det ha_det_sa_bra ha_det_bra ha_det_fint ha_en_fin_dag ha_en_trevlig_dag ha_en_god_dag \
        ha_en_fin_helg ha_en_trevlig_helg ha_en_skon_helg trevlig_kvall trevlig_dag trevlig_sommar trevlig_semester trevlig_vecka \
        glad_sommar skon_sommar skon_helg god_helg glad_pask god_jul gott_nytt_ar hej_sa_lange hej_da hejda hej_hej tills_vidare \
        tills_dess tack_igen tack_sa_mycket tack_sa_mycket_pa_forhand stort_tack stort_tack_pa_forhand tack_for_hjalpen tack_for_idag \
        tack_for_visat_intresse manga_tack kram kramar skot_om_dig ta_hand_om_dig lycka_till med_tack allt_val kramisar \
        onskar_dig_en_trevlig_helg onskar_er_en_fin_dag",
    until: "vi_ses ses pa",
    short: "vh vanl hals mvh bh",
    nouns: "halsning halsningar halsn",
    places: "fran till och i pa",
    yours: "ditt ert",
    personal: "jag mig oss er ert ditt ni",
    hours: "arbetstider folj_oss telefontid oppettider arbetstid boka_mote boka_ett_mote nas_sakrast",
    weekdays: "man tis ons tors tor fre lor son mandag tisdag onsdag torsdag fredag lordag sondag vardagar mandagar fredagar",
    message: "detta_meddelande detta_e-post det_har_meddelandet detta_mejl den_har_e-post detta_mail detta_e-mail detta_e-postmeddelande \
        informationen_i_detta innehallet_i_detta det_har_mejlet det_har_mailet den_har_mejlen denna_e-post",
    recipient: "avsedd_for avsett_for avsedda_mottagar avsedd_mottagare ratt_mottagare mottagare avsett_endast endast_avsedd endast_avsett \
        adressaten avsedd_endast",
    confidential: "konfidentiell sekretess",
    forbids: "otillaten inte_tillat av_misstag felaktigt radera forstor meddela_avsandaren sprid kontakta_avsandaren underratta_avsandaren \
        avsandaren",
    notice: "informationen innehall",
    legal: "om_du_inte_ar_ratt_mottagare om_du_inte_ar_den_avsedda_mottagaren om_du_inte_ar_avsedd_mottagare \
        om_du_har_fatt_detta_meddelande_av_misstag har_du_fatt_detta_mejl_av_misstag har_du_fatt_detta_meddelande_av_misstag \
        om_du_fatt_detta_meddelande_av_misstag ar_du_inte_ratt_mottagare",
    myself: "jag_ mig_ min_",
    ourselves: "vi oss var vara vart",
    registry: "org.nr org_nr organisationsnummer momsreg org.nummer org-nr innehar_f-skatt bankgiro",
    privacy: "personuppgifter dataskydd integritetspolicy gdpr ansvarsfriskrivning",
    sent_from: "skickat skickades hamta_outlook skaffa_outlook skickad sant_fran ladda_ned_outlook ladda_ner_outlook fa_outlook",
    devices: "telefon surfplatta mobiltelefon",
    from_my: "fran_min fran_mitt fran_outlook fran",
    with: "via i med fran",
    outside: "externt_e-post externt_mejl externt_mail utanfor_organi extern_avsandare",
    beyond: "extern utanfor utifran",
    origin: "kommer_fran har_skickats skickades_fran kommer_utifran avsandare",
    cautions: "varning obs extern externt externt_e-post externt_mejl externt_meddelande",
    warns: "var_forsiktig lankar bilagor varning",
    seldom: "du_far_inte_ofta_e-post du_far_inte_e-post_ofta du_far_inte_ofta_mejl du_far_inte_ofta_mail",
    scanned: "genomsokt kontrollerat skannad skannat fri_fran",
    print: "skriv skriver_ut",
    environment: "miljo",
    before_printing: "innan_du_skriver_ut skriv_inte_ut_detta skriv_bara_ut",
    think: "tank_pa spara skriv_inte_ut varna skriv_bara_ut behover_du_skriva_ut",
    unsubscribe: "avregistrera avprenumerera avsluta_prenumeration avregistrer avsluta_prenumerationen avanmal",
    offers: "har",
    no_longer: "inte_langre_vill vill_du_inte inte_fa_fler",
    received: "du_far_detta_mejl du_far_detta_mail du_far_detta_meddelande du_far_det_har_mejlet du_far_det_har_meddelandet \
        du_har_fatt_det_har_meddelandet_eftersom du_far_detta_utskick",
    browser: "webblasare webbversion",
    absent_subjects: "automatiskt_svar franvaromeddelande franvaro inte_pa_kontoret",
    failed_subjects: "kan_inte_levereras olevererat",
    says_automatic: "automatiskt_svar automatiskt_meddelande automatiskt_genererat autosvar automatiskt_mejl",
    thanks_for_mail: "tack_for_ditt tack_for_er tack_for_mejlet tack_for_meddelandet tack_for_att_du",
    away: "pa_semester semester_till inte_pa_kontoret franvarande tjanstledig foraldraledig pa_tjansteresa ar_ledig ledig_till ar_bortrest \
        pa_resande_fot har_semester ar_tillbaka ater_pa_kontoret sommarstangt inte_i_tjanst",
    instead: "bradskande ar_tillbaka kontakta_min_kollega kontakta_garna under_min_franvaro vid_bradskande akuta_arenden ater_den \
        kan_du_kontakta vand_dig_till",
    reply: "skriv",
    above_this_line: "ovanfor_denna ovanfor_den_har ovanfor_denna_rad ovanfor_den_har_raden ovan_denna_rad over_den_har_raden",
    no_reply: "svara_inte_pa_det detta_ar_ett_automatiskt det_har_ar_ett_automatiskt detta_mejl_gar_inte_att_svara gar_inte_att_svara_pa",
    your_request: "ditt_arende_(# din_forfragan_(#",
    requests: "arende forfragan ticket",
    services: "system tjanst support arendehantering",
    meeting: "mote anslut delta delta_i",
    invites: "bjuder_in_dig har_bjudit_in_dig bjuder_in",
    joining: "motes-id losenord ga_med klicka_har_for_att_ansluta behover_du_hjalp systemreferens for_organisatorer anslut_till_motet \
        delta_i_motet delta_i_mote motesalternativ hitta_ett_lokalt_nummer anslut: delta_nu ga_med_i_motet",
    when: "nar tid",
    place: "var plats",
    ..EMPTY
};
