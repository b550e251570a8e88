//! Italian.

use super::{EMPTY, Table};

pub(super) const TABLE: Table = Table {
    from: "da mittente per_conto_di",
    sent: "inviato inviata inviato_il data data_invio quando",
    to: "a destinatari per",
    copy: "ccn cc copia_conoscenza per_conoscenza",
    subject: "oggetto",
    other_fields: "rispondi_a importanza allegati",
    forward_prefixes: "i inoltra rif inol",
    openers: "il in lo",
    wrote: "scritto scrive scriveva scrisse scrissero",
    tells: "noi mi ci lui",
    particles: "da di",
    original: "messaggio_originale messaggio_originario messaggio_d'origine messaggio_precedente mail_originale",
    forwarded: "messaggio_inoltrato messaggio_rispedito inoltrato mail_inoltrata e-mail_inoltrata email_inoltrata",
    begins: "inizio",
    ends: "fine_del fine_messaggio",
    strong: "cordiali_saluti distinti_saluti cari_saluti un_caro_saluto un_cordiale_saluto un_saluto tanti_saluti saluti cordialmente \
        i_migliori_saluti con_i_migliori_saluti migliori_saluti con_i_piu_cordiali_saluti con_cordialita con_stima con_osservanza \
        in_fede cordialita cordialissimi_saluti con_viva_cordialita con_i_miei_migliori_saluti grazie_e_cordiali_saluti grazie_e_saluti",
    weak: "grazie grazie_mille a_presto buona_giornata ciao buon_lavoro buona_serata a_risentirci buon_weekend buon_fine_settimana \
        buona_domenica buona_settimana buon_pomeriggio buona_notte buone_feste buone_vacanze buon_natale buona_pasqua \
        buona_continuazione buon_proseguimento a_domani a_lunedi a_martedi a_mercoledi a_giovedi a_venerdi a_dopo ci_sentiamo \
        ci_sentiamo_presto ci_vediamo alla_prossima in_attesa_di_riscontro in_attesa_di_un_riscontro in_attesa_di_un_vostro_riscontro \
        in_attesa_di_un_suo_riscontro in_attesa,_cordiali_saluti in_attesa grazie_e_saluti grazie_e_cordiali_saluti \
        grazie_e_buona_giornata grazie_e_buon_lavoro grazie_in_anticipo grazie_ancora grazie_di_tutto grazie_infinite molte_grazie \
        ringraziando un_caro_saluto un_abbraccio mille_grazie arrivederci arrivederla le_auguro_una_buona_giornata \
        vi_auguro_una_buona_giornata auguro_una_buona_giornata",
    until: "a ci_vediamo ci_sentiamo",
    short: "saluti",
    nouns: "saluti saluto abbraccio abbracci cordialita",
    formulae: "porgo_distinti porgo_cordiali porgiamo_distinti voglia_gradire porgo_i_miei porgo_i_piu porgiamo_cordiali porgiamo_i_nostri",
    places: "da dal dalla a e di vostro suo",
    yours: "il_suo il_tuo il_vostro",
    houses: "srl s.r.l s.p.a snc",
    personal: "me te mi noi lei voi vostro vostra nostro nostra vi ci",
    hours: "orari orario seguici orario_di orari_di ricevimento prenota_un prenota_una",
    weekdays: "lun mar mer gio ven sab dom lunedi martedi mercoledi giovedi venerdi sabato domenica",
    message: "questo_messaggio questa_e-mail questa_email questa_mail la_presente_e-mail il_presente_messaggio presente_comunicazione \
        questa_comunicazione informazioni_contenute_in_questo informazioni_contenute_in_questa informazioni_contenute_nella_presente \
        informazioni_contenute_nel_presente il_contenuto_di_questo il_contenuto_di_questa",
    recipient: "destinato_esclusivamente destinatari destinate_esclusivamente destinata_esclusivamente persone_in_indirizzo persona_in_indirizzo \
        in_indirizzo ad_uso_esclusivo",
    confidential: "riservat confidenzial segreto_professionale",
    forbids: "vietat per_errore cancell distrugg diffus responsabilita non_autorizzat distrugger eliminar eliminarl",
    notice: "le_informazioni contenuto avviso",
    legal: "se_non_siete_il_destinatario se_avete_ricevuto_questo_messaggio_per_errore se_avete_ricevuto_questa_e-mail_per_errore \
        se_ha_ricevuto_questo_messaggio_per_errore se_ha_ricevuto_questa_e-mail_per_errore qualora_lo_abbiate_ricevuto_per_errore \
        chi_la_ricevesse_per_errore chi_ricevesse_il_presente se_non_e_il_destinatario se_lei_non_e_il_destinatario \
        ai_sensi_del_regolamento_ue_2016/679 ai_sensi_del_d.lgs",
    myself: "mi_dica_ fammi_ vorrei_ io_",
    ourselves: "noi nostro nostra nostri abbiamo",
    registry: "partita_iva p._iva p.iva capitale_sociale rea_ cod._fisc codice_fiscale c.f. iscritta_al cap._soc",
    privacy: "dati_personali privacy gdpr d.lgs informativa",
    sent_from: "inviato inviata scarica_outlook ottieni_outlook outlook_per spedito spedita scaricare_outlook ottenere_outlook mandato_da",
    devices: "cellulare tablet smartphone",
    with: "tramite dall dalla con da dal via",
    outside: "messaggio_esterno mail_esterna esterno_all esterna_all all'esterno mittente_esterno",
    beyond: "esterno esterna all'esterno dall'esterno fuori",
    origin: "proviene arriva_da e_stata_inviata e_stato_inviato inviata_da inviato_da mittente",
    cautions: "attenzione esterno avviso mail_esterna messaggio_esterno cautela",
    warns: "attenzione allegat collegament",
    seldom: "non_si_ricevono_spesso non_ricevi_spesso non_riceve_spesso",
    scanned: "controllat privo_di verificat esente_da",
    print: "stamp",
    environment: "ambiente alberi",
    before_printing: "prima_di_stampare non_stampare_questa",
    think: "pensa pensate pensi prima_di_stampare rispetta rispettiamo non_stampare risparmia",
    unsubscribe: "annulla_l'iscrizione annullare_l'iscrizione disiscriv annulla_iscrizione cancellati disiscri cancella_iscrizione",
    offers: "clicca qui",
    no_longer: "non_vuoi_piu non_desideri_piu non_vuole_piu per_non_ricevere",
    received: "ricevi_questa_e-mail ricevi_questa_email ricevi_questa_mail ricevi_questo_messaggio hai_ricevuto_questo_messaggio \
        hai_ricevuto_questa_e-mail hai_ricevuto_questa_email riceve_questa_e-mail avete_ricevuto_questa_e-mail_perche",
    browser: "browser versione_web",
    absent_subjects: "risposta_automatica risposta_automatizzata fuori_ufficio fuori_sede assente_dall'ufficio",
    failed_subjects: "non_recapitabile mancato_recapito impossibile_recapitare",
    says_automatic: "risposta_automatica messaggio_automatico generata_automaticamente generato_automaticamente mail_automatica e-mail_automatica",
    thanks_for_mail: "grazie_per_la grazie_per_avermi grazie_del la_ringrazio_per vi_ringrazio_per grazie_del_suo grazie_per_il_suo grazie_per_aver \
        la_ringraziamo_per",
    away: "fuori_ufficio fuori_sede in_ferie saro_assente sono_assente in_viaggio in_maternita sono_fuori saro_fuori chiusi_per chiusa_per \
        chiuso_per in_congedo assente_dal assente_fino in_trasferta non_in_ufficio",
    instead: "in_mia_assenza al_mio_rientro urgenze durante_la_mia_assenza al_mio_ritorno puo_contattare potete_contattare rivolgersi_a \
        si_rivolga",
    reply: "rispo scriv",
    above_this_line: "sopra_questa_riga sopra_questa_linea al_di_sopra_di_questa",
    no_reply: "non_rispondere_a_quest questo_e_un_messaggio_automatico messaggio_generato_automaticamente si_prega_di_non_rispondere \
        non_rispondete_a_quest",
    your_request: "la_tua_richiesta_(# la_sua_richiesta_(#",
    requests: "richiesta segnalazione ticket",
    services: "servizio assistenza sistema richiesta",
    meeting: "riunione partecipa videoconferenza partecipare",
    invites: "ti_sta_invitando la_sta_invitando vi_invita sta_invitando",
    joining: "id_riunione passcode partecipa_da fare_clic_qui_per_partecipare opzioni_riunione serve_aiuto riferimento_di_sistema \
        per_gli_organizzatori partecipa_alla_riunione partecipa_ora trova_un_numero_locale id_conferenza ulteriori_informazioni \
        partecipa_tramite codice_di_accesso",
    when: "quando",
    place: "dove luogo",
    ..EMPTY
};
