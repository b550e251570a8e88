//! Spanish.

use super::{EMPTY, Table};

pub(super) const TABLE: Table = Table {
    from: "de remitente",
    sent: "enviado enviado_el enviada_el fecha fecha_de_envio el enviada enviado_a",
    to: "para destinatario",
    copy: "copia con_copia cco",
    subject: "asunto",
    other_fields: "responder_a importancia datos_adjuntos prioridad adjuntos responder",
    forward_prefixes: "rv rv. reenv reenviar",
    openers: "el en",
    wrote: "escribio escribia escribe",
    tells: "yo nos nosotros usted",
    particles: "del",
    original: "mensaje_original correo_original mensaje_anterior mensaje_inicial",
    forwarded: "mensaje_reenviado mensaje_reexpedido correo_reenviado reenvio_de_mensaje e-mail_reenviado",
    begins: "inicio",
    ends: "fin_del",
    strong: "afectuosamente saludos un_saludo un_cordial_saludo cordial_saludo saludos_cordiales reciba_un_cordial_saludo atentamente atte \
        un_abrazo muy_atentamente cordialmente muy_cordialmente afectuosos_saludos saludos_afectuosos recibe_un_saludo \
        recibe_un_cordial_saludo recibe_un_abrazo reciba_un_saludo reciban_un_cordial_saludo un_fuerte_abrazo fuerte_abrazo \
        un_abrazo_fuerte respetuosamente le_saluda le_saluda_atentamente les_saluda sin_mas_por_el_momento quedo_de_usted \
        un_cordial_abrazo saludos_desde un_saludo_desde",
    weak: "gracias muchas_gracias hasta_pronto un_saludo_y_gracias quedo_a_la_espera que_tenga_un_buen_dia buen_dia buen_fin_de_semana \
        feliz_dia feliz_tarde feliz_semana feliz_fin_de_semana que_tengas_un_buen_dia que_tengas_buen_dia que_tenga_buen_dia \
        que_tenga_un_excelente_dia que_pase_buen_dia que_pases_un_buen_dia nos_vemos nos_vemos_el_lunes hasta_luego hasta_manana \
        hasta_el_lunes hasta_el_martes hasta_el_miercoles hasta_el_jueves hasta_el_viernes hasta_la_proxima hasta_entonces mil_gracias \
        gracias_de_antemano de_antemano_gracias de_antemano_muchas_gracias muchas_gracias_de_antemano gracias_por_todo \
        gracias_por_su_atencion gracias_por_tu_ayuda gracias_y_un_saludo gracias_y_saludos gracias,_un_saludo quedo_atento quedo_atenta \
        quedo_atento_a_tus_comentarios quedo_pendiente quedo_a_su_disposicion seguimos_en_contacto estamos_en_contacto un_beso besos \
        abrazo que_descanses cuidate felices_fiestas feliz_ano suerte muy_agradecido muy_agradecida beso un_besito besitos \
        le_deseo_un_buen_dia te_deseo_un_buen_dia",
    until: "hasta_el nos_vemos_el",
    short: "slds saludos sdos ats atte",
    nouns: "saludos saludo abrazo abrazos besos",
    formulae: "reciba_un_cordial sin_otro_particular",
    places: "de desde para a y su tu",
    yours: "su tu",
    houses: "s.l s.a s.coop",
    personal: "yo nosotros usted ustedes les su nuestro nuestra",
    hours: "horario horario_de siguenos horario_de_atencion reserva_una_cita agenda_una",
    weekdays: "lun mar mie jue vie sab dom lunes martes miercoles jueves viernes sabado domingo",
    postscripts: "p.d pd p._d posdata postdata",
    message: "este_mensaje este_correo este_e-mail este_email el_presente_mensaje esta_comunicacion este_mensaje_de_correo \
        la_informacion_contenida_en_este la_informacion_de_este presente_correo el_contenido_de_este este_comunicado",
    recipient: "destinatario destinatarios dirigido_exclusivamente destinado_exclusivamente se_dirige_exclusivamente se_dirigen_exclusivamente \
        uso_exclusivo persona_a_la_que persona_o_entidad",
    confidential: "confidencial privilegiad secreto_profesional reservad",
    forbids: "prohibid por_error elimin borr notifi difusion responsabilidad no_autorizad comuniquelo comuniquenoslo al_remitente",
    notice: "la_informacion contenido aviso",
    legal: "si_usted_no_es_el_destinatario si_ha_recibido_este_mensaje_por_error si_ha_recibido_este_correo_por_error \
        si_no_es_usted_el_destinatario si_no_es_el_destinatario en_cumplimiento_de_la_normativa_de_proteccion_de_datos \
        le_informamos_que_sus_datos le_informamos_de_que_sus_datos",
    myself: "dime_ avisame_ me_gustaria_ yo_",
    ourselves: "nosotros nuestro nuestra nuestros nuestras hemos tenemos",
    registry: "registro_mercantil nif_ cif_ inscrita_en c.i.f n.i.f",
    privacy: "datos_personales proteccion_de_datos rgpd lopd privacidad aviso_legal",
    sent_from: "enviado enviada obtener_outlook obtenga_outlook descargar_outlook obten_outlook descarga_outlook mandado_desde consiga_outlook \
        consigue_outlook",
    devices: "movil telefono celular tableta tablet",
    with: "de mediante con desde via",
    outside: "email_externo e-mail_externo mensaje_externo fuera_de_la_organi fuera_de_su_organi fuera_de_nuestra remitente_externo \
        correo_externo",
    beyond: "externo externa fuera_de exterior",
    origin: "procede proviene ha_sido_enviado fue_enviado viene_de se_envio remitente",
    cautions: "atencion precaucion externo aviso correo_externo advertencia cuidado mensaje_externo",
    warns: "precaucion atencion adjunto enlace",
    seldom: "no_suele_recibir_correo no_suele_recibir_correos no_suele_recibir_mensajes",
    virus: "antivirus",
    scanned: "analizad libre_de",
    environment: "medio_ambiente medioambiente planeta arboles",
    before_printing: "piense_antes_de_imprimir antes_de_imprimir no_imprima_este no_imprimas_este",
    think: "piense piensa cuide cuida cuidemos antes_de_imprimir no_imprima no_imprimas protejamos",
    unsubscribe: "darse_de_baja darte_de_baja cancelar_la_suscripcion cancelar_suscripcion date_de_baja dese_de_baja cancelar_suscrip \
        cancela_tu_suscripcion",
    offers: "aqui",
    no_longer: "no_desea_recibir no_quiere_recibir no_quieres_recibir no_deseas_recibir no_desea_seguir",
    received: "has_recibido_este_mensaje has_recibido_este_correo ha_recibido_este_correo_porque ha_recibido_este_mensaje_porque \
        recibes_este_mensaje recibes_este_correo recibe_este_mensaje recibe_este_correo recibio_este_mensaje",
    browser: "navegador version_web version_online",
    absent_subjects: "respuesta_automatica respuesta_automatizada fuera_de_la_oficina fuera_de_oficina ausente_de_la_oficina",
    failed_subjects: "no_entregado no_se_puede_entregar no_se_ha_podido_entregar error_de_entrega",
    says_automatic: "respuesta_automatica mensaje_automatico generado_automaticamente contestacion_automatica correo_automatico",
    thanks_for_mail: "gracias_por_su gracias_por_tu gracias_por_contactar muchas_gracias_por_su muchas_gracias_por_tu agradezco_su \
        gracias_por_escribir agradecemos_su",
    away: "fuera_de_la_oficina de_vacaciones estoy_ausente estare_ausente de_baja de_viaje estoy_fuera estare_fuera de_permiso \
        baja_maternal sin_acceso me_encuentro_fuera fuera_de_mi",
    instead: "urgente en_mi_ausencia a_mi_regreso urgencia durante_mi_ausencia cualquier_urgencia puede_contactar contacte_con a_mi_vuelta \
        pueden_contactar",
    reply: "respon escrib",
    above_this_line: "encima_de_esta_linea por_encima_de_esta arriba_de_esta_linea",
    no_reply: "mensaje_generado_automaticamente no_responda_a_este este_es_un_mensaje_automatico por_favor_no_responda no_respondas_a_este \
        favor_de_no_responder",
    your_request: "su_solicitud_(#",
    requests: "solicitud peticion caso incidencia ticket",
    services: "servicio soporte sistema",
    meeting: "unirse unete participar",
    invites: "le_esta_invitando te_esta_invitando le_invita te_invita",
    joining: "id_de_la_reunion id._de_reunion codigo_de_acceso unase unirse haga_clic_aqui_para_unirse opciones_de_reunion necesita_ayuda \
        referencia_del_sistema para_organizadores unirse_a_la_reunion unirse_ahora buscar_un_numero_local id_de_la_conferencia \
        acceso_telefonico unirse_desde",
    when: "cuando",
    place: "donde ubicacion",
    ..EMPTY
};
