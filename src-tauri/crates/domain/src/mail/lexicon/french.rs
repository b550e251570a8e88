//! French.

use super::{EMPTY, Table};

pub(super) const TABLE: Table = Table {
    from: "de expediteur emetteur envoye_par",
    sent: "envoye envoye_le date_d'envoi le",
    to: "a destinataire pour dest",
    copy: "copie copie_a cci",
    subject: "objet sujet",
    other_fields: "repondre_a pieces_jointes importance",
    forward_prefixes: "tr trans tr.",
    openers: "le",
    wrote: "ecrit ecrivait ecrivit",
    tells: "je nous vous",
    particles: "de du la le",
    original: "message_original message_d'origine message_precedent courriel_original courriel_d'origine message_initial mail_original \
        mail_d'origine",
    forwarded: "message_transfere message_reexpedie courriel_transfere message_transmis mail_transfere e-mail_transfere",
    begins: "debut",
    ends: "fin_du",
    strong: "bien_amicalement cordialement bien_cordialement tres_cordialement bien_a_vous bien_a_toi sinceres_salutations \
        salutations_distinguees meilleures_salutations mes_salutations avec_mes_meilleures_salutations salutations amicalement \
        respectueusement bien_sincerement bien_respectueusement avec_mes_salutations avec_mes_respects recevez_mes salutations_cordiales \
        cordiales_salutations mes_amities toutes_mes_amities chaleureusement bien_chaleureusement affectueusement je_vous_embrasse \
        je_t'embrasse bien_cdlt cordialement_votre mes_respects mes_hommages sentiments_distingues sentiments_les_meilleurs \
        meilleurs_sentiments confraternellement bien_confraternellement sportivement",
    weak: "merci merci_d'avance merci_beaucoup a_bientot bonne_journee bonne_soiree bonne_reception belle_journee a_tres_bientot a_plus \
        bon_week-end bon_weekend bonne_fin_de_journee bonne_fin_de_semaine bonne_fin_d'apres-midi bonne_semaine bon_apres-midi \
        bon_apres_midi excellente_journee excellente_soiree tres_bonne_journee tres_belle_journee belle_soiree a_demain a_lundi a_mardi \
        a_mercredi a_jeudi a_vendredi a_vous_lire a_te_lire a_vous_entendre dans_l'attente_de_vous_lire dans_l'attente_de_votre_retour \
        en_vous_remerciant en_vous_remerciant_par_avance avec_mes_remerciements merci_par_avance merci_encore mille_mercis \
        merci_et_bonne_journee bon_courage bonnes_fetes bonne_annee bonnes_vacances bonne_continuation au_revoir a_la_semaine_prochaine \
        a_tout_a_l'heure a_toute a_plus_tard bien_a_vous_tous au_plaisir au_plaisir_de_vous_lire au_plaisir_de_vous_rencontrer \
        prenez_soin_de_vous sincerement belle_journee_a_vous bonne_journee_a_vous bonne_soiree_a_vous \
        en_vous_souhaitant_une_bonne_journee en_vous_souhaitant_une_belle_journee en_vous_souhaitant_un_bon_week-end \
        en_vous_souhaitant_une_bonne_reception en_vous_souhaitant_bonne_reception je_vous_souhaite_une_bonne_journee \
        je_vous_souhaite_une_belle_journee",
    until: "a",
    short: "cdt cdlt bav bises bisous cdlmt cordlt slts amts",
    nouns: "salutations bises amities",
    formulae: "prie_d'agreer prions_d'agreer veuillez_agreer veuillez_recevoir veuillez_croire prie_de_croire prie_de_recevoir \
        salutations_distinguees prie_d'accepter prions_d'accepter prions_de_recevoir prions_de_croire l'expression_de_mes_sentiments \
        l'expression_de_nos_sentiments l'assurance_de_ma_consideration l'assurance_de_nos",
    places: "de depuis du des et a votre la le",
    yours: "votre l'equipe",
    titles: "de",
    houses: "sarl sasu eurl scop",
    personal: "je j'ai nous vous votre vos notre nos moi merci",
    hours: "heures_de_bureau horaires retrouvez suivez horaires_d'ouverture prenez_rendez-vous",
    weekdays: "lun mar mer jeu ven sam dim lundi mardi mercredi jeudi vendredi samedi dimanche",
    message: "ce_message ce_courriel cet_e-mail cet_email ce_mail le_present_message le_present_courriel ce_message_electronique ce_mel \
        ce_courrier_electronique cette_communication cette_transmission les_informations_contenues_dans_ce le_contenu_de_ce \
        present_e-mail cet_envoi",
    recipient: "destinataire destine_exclusivement a_l'attention_exclusive personnes_auxquelles intention_exclusive usage_exclusif \
        destines_exclusivement destinees_exclusivement reserve_a_l'usage exclusivement_destine",
    confidential: "confidentiel strictement_personnel confidenciel secret_professionnel",
    forbids: "interdit par_erreur supprimer detruire divulg diffusion responsabilite non_autorise en_avertir avertir_l'expediteur \
        aviser_l'expediteur prevenir_l'expediteur informer_l'expediteur",
    notice: "les_informations contenu avis",
    legal: "si_vous_n'etes_pas_le_destinataire si_vous_avez_recu_ce_message_par_erreur si_vous_avez_recu_ce_courriel_par_erreur \
        si_vous_avez_recu_cet_e-mail_par_erreur si_vous_recevez_ce_message_par_erreur si_vous_n'etes_pas_destinataire \
        si_vous_n'en_etes_pas_le_destinataire a_l'intention_exclusive_de_ses_destinataires etablis_a_l'intention_exclusive",
    myself: "j'ai_ moi_ mon_ ma_ mes_ me_",
    ourselves: "nous notre nos",
    registry: "siret rcs_ capital_social capital_de n°_tva tva_intra code_ape siren",
    privacy: "donnees_personnelles rgpd donnees_a_caractere confidentialite mentions_legales",
    sent_from: "envoye obtenir_outlook obtenez_outlook telecharger_outlook telechargez_outlook expedie",
    devices: "portable telephone tablette mobile",
    with: "de par a avec depuis via",
    outside: "courriel_externe message_externe e-mail_externe mail_externe exterieur_de l'exterieur expediteur_externe",
    beyond: "exterieur externe l'exterieur hors_de",
    origin: "provient emane a_ete_envoye en_provenance vient_de_l'ext expediteur",
    cautions: "attention prudence externe message_externe courriel_externe mail_externe avertissement",
    warns: "lien attention prudence pieces_jointes cliquez",
    seldom: "vous_n'obtenez_pas_souvent_d'e-mail vous_ne_recevez_pas_souvent vous_ne_recevez_pas_souvent_de peu_d'e-mails_de",
    scanned: "exempt sans_virus verifie analyse verifies",
    print: "imprim papier",
    environment: "environnement planete arbres",
    before_printing: "pensez_avant_d'imprimer avant_d'imprimer n'imprimez_ce n'imprimez_cet n'imprimer_ce n'imprimez_que",
    think: "pensez pensons n'imprimez preservons reflechissez merci_de_n'imprimer economisons",
    unsubscribe: "desabonner desinscri se_desinscrire vous_desinscrire vous_desabonner",
    offers: "cliquez ici clic",
    no_longer: "ne_plus_recevoir ne_souhaitez_plus ne_plus_souhaiter ne_voulez_plus",
    received: "vous_recevez_ce_message vous_recevez_ce_mail vous_recevez_ce_courriel vous_recevez_cet_e-mail vous_recevez_cet_email \
        vous_recevez_cette_newsletter vous_avez_recu_ce_message_parce_que vous_avez_recu_ce_message,_car",
    browser: "navigateur version_en_ligne",
    absent_subjects: "reponse_automatique reponse_auto message_d'absence absence_du_bureau absent_du_bureau absente_du_bureau notification_d'absence",
    failed_subjects: "non_remis non_distribuable non_remise echec_de_la_remise echec_de_remise",
    says_automatic: "reponse_automatique message_automatique reponse_automatisee genere_automatiquement envoye_automatiquement",
    thanks_for_mail: "merci_de_votre merci_pour_votre je_vous_remercie_de_votre je_vous_remercie_pour_votre nous_vous_remercions_de_votre \
        nous_vous_remercions_pour_votre merci_de_m'avoir",
    away: "absent_du absente_du absent_jusqu absente_jusqu absent(e) en_conge en_vacances absent_pour absente_pour absent_et absente_et \
        de_retour_le en_deplacement conge_maternite fermes_du ferme_du actuellement_absent actuellement_absente actuellement_en \
        serai_absent serai_absente suis_absent suis_absente conge_parental",
    instead: "urgence a_mon_retour en_mon_absence pendant_mon_absence durant_mon_absence en_cas_d'urgence vous_pouvez_contacter \
        veuillez_contacter des_mon_retour veuillez_vous_adresser",
    reply: "repon ecri",
    above_this_line: "au-dessus_de_cette_ligne au_dessus_de_cette_ligne avant_cette_ligne",
    no_reply: "ne_pas_repondre_a_ce merci_de_ne_pas_repondre ceci_est_un_message_automatique message_genere_automatiquement \
        ne_repondez_pas_a_ce ce_message_est_automatique veuillez_ne_pas_repondre",
    your_request: "votre_demande_(# votre_ticket_(#",
    requests: "demande dossier requete",
    services: "service assistance systeme support",
    meeting: "reunion rejoindre visioconference participer",
    invites: "vous_invite vous_a_invite",
    joining: "id_de_reunion code_secret rejoignez_sur rejoindre_sur cliquez_ici_pour ou_appelez options_de_reunion rejoindre_la_reunion \
        code_d'acces besoin_d'aide reference_systeme pour_les_organisateurs participer_a_la_reunion id_de_la_reunion id_de_conference \
        numero_local composer_par_telephone rejoindre",
    when: "quand",
    place: "ou emplacement",
    ..EMPTY
};
