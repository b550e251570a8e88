//! Portuguese.

use super::{EMPTY, Table};

pub(super) const TABLE: Table = Table {
    from: "de remetente",
    sent: "enviada enviada_em enviado_em data_de_envio enviado_a enviada_a data",
    to: "para destinatario",
    subject: "assunto",
    other_fields: "anexos importancia responder_para prioridade",
    forward_prefixes: "enc res_fw encaminhada res_enc",
    openers: "em no a na",
    wrote: "escreveu escreve escrevia",
    tells: "eu voce",
    particles: "dos",
    original: "mensagem_original mensagem_inicial mensagem_anterior email_original e-mail_original",
    forwarded: "mensagem_encaminhada mensagem_reencaminhada email_encaminhado e-mail_encaminhado mensagem_repassada",
    begins: "inicio",
    ends: "fim_da",
    strong: "um_abraco melhores_cumprimentos atenciosamente com_os_melhores_cumprimentos cumprimentos os_melhores_cumprimentos \
        os_meus_cumprimentos cordialmente mui_cordialmente cordiais_saudacoes saudacoes_cordiais saudacoes respeitosamente \
        com_consideracao com_estima com_elevada_estima com_a_maior_consideracao um_forte_abraco forte_abraco grande_abraco \
        um_grande_abraco abracos abraco com_amizade subscrevo-me com_um_abraco com_os_meus_cumprimentos com_cumprimentos \
        melhores_saudacoes",
    weak: "obrigado obrigada muito_obrigado valeu bom_trabalho bom_dia_de_trabalho grato grata beijinhos bom_fim_de_semana \
        bom_final_de_semana otimo_fim_de_semana boa_semana otima_semana bom_dia_e_bom_trabalho bom_feriado boas_festas feliz_natal \
        boa_pascoa boas_ferias ate_breve ate_logo ate_amanha ate_ja ate_mais ate_la ate_segunda ate_terca ate_quarta ate_quinta \
        ate_sexta ate_a_proxima um_beijo beijo beijos obrigado_e_bom_trabalho muito_obrigada muito_obrigado_pela_atencao \
        obrigado_pela_atencao obrigada_pela_atencao obrigado_pela_ajuda obrigada_pela_ajuda desde_ja_obrigado desde_ja_obrigada \
        desde_ja_agradeco obrigado_desde_ja obrigada_desde_ja obrigado_mais_uma_vez grato_pela_atencao grata_pela_atencao \
        fico_no_aguardo no_aguardo aguardo_retorno conte_comigo tudo_de_bom fique_bem otimo_dia um_otimo_dia tenha_um_bom_dia \
        tenha_um_otimo_dia bem_haja fica_com_deus fique_com_deus desejo_um_bom_fim_de_semana desejo-lhe_um_bom_dia \
        votos_de_bom_fim_de_semana",
    until: "ate",
    short: "abs abraco bjs bjos beijos att cpts cumps cumpts abr bjo bj",
    nouns: "cumprimentos abraco abracos saudacoes beijinhos beijos",
    places: "de do da desde para e a",
    yours: "a_sua o_seu seu",
    houses: "lda ltda eireli",
    personal: "eu nos voce voces vosso nosso nossa lhe favor",
    hours: "horario_de_atendimento agende_uma",
    weekdays: "seg ter qua qui sex sab dom segunda terca quarta quinta sexta sabado domingo",
    message: "esta_mensagem este_e-mail presente_mensagem esta_comunicacao desta_mensagem este_email o_conteudo_desta \
        as_informacoes_contidas_nesta as_informacoes_contidas_neste a_informacao_contida_nesta presente_e-mail presente_email \
        o_presente_e-mail",
    recipient: "destinatarios destinada_exclusivamente destina-se exclusivamente_ao uso_exclusivo destina-se_exclusivamente \
        destinado_exclusivamente dirigida_exclusivamente",
    confidential: "confidenciais sigilos privilegiad",
    forbids: "proibit por_engano por_erro apag elimin responsabilidade avise_o_remetente informe_o_remetente comunique_ao_remetente notifique",
    notice: "as_informacoes conteudo",
    legal: "se_nao_for_o_destinatario se_nao_e_o_destinatario caso_nao_seja_o_destinatario se_a_recebeu_por_engano \
        se_recebeu_esta_mensagem_por_engano se_recebeu_este_e-mail_por_engano se_voce_recebeu_esta_mensagem_por_engano \
        se_voce_nao_e_o_destinatario caso_tenha_recebido_esta_mensagem_por_engano",
    myself: "meu_ minha_ gostaria_ eu_",
    ourselves: "nosso nossa nossos temos",
    registry: "nipc cnpj capital_social matriculada contribuinte nif_",
    privacy: "dados_pessoais protecao_de_dados lgpd rgpd privacidade",
    sent_from: "obter_o_outlook obtenha_o_outlook obter_outlook baixar_o_outlook obtem_o_outlook baixe_o_outlook transfira_o_outlook \
        descarregar_o_outlook enviado_do enviado_pelo",
    devices: "telemovel celular telefone tablet",
    with: "da pela a desde com do via pelo",
    outside: "mensagem_externa fora_da_organi",
    beyond: "externo externa fora_d exterior",
    origin: "foi_enviad provem proveniente vem_de remetente",
    cautions: "atencao cuidado externo externa e-mail_externo mensagem_externa aviso alerta",
    warns: "ligac hiperlig atencao cuidado anexo",
    seldom: "nem_costuma_receber_e-mail nao_costuma_receber_e-mails nao_costuma_receber_emails nao_recebe_e-mails_frequentemente \
        nao_costuma_receber_mensagens",
    scanned: "verificad sem_virus livre_de analisad",
    print: "imprimi",
    environment: "meio_ambiente arvores planeta",
    before_printing: "antes_de_imprimir evite_imprimir imprima_apenas",
    think: "pense antes_de_imprimir proteja preserve evite_imprimir poupe economize",
    unsubscribe: "cancelar_inscri cancelar_a_inscri cancelar_subscri cancelar_a_subscri descadastr remover_inscricao cancele_a_sua_subscri \
        cancele_sua_inscri",
    offers: "clique",
    no_longer: "nao_deseja_mais nao_quer_mais nao_quiser_receber nao_deseja_receber nao_pretende_receber",
    received: "voce_recebeu_esta_mensagem_porque voce_recebeu_este_e-mail_porque recebeu_esta_mensagem_porque voce_esta_recebendo_este_e-mail \
        voce_esta_recebendo_esta_mensagem esta_a_receber_este_e-mail",
    browser: "navegador versao_web",
    absent_subjects: "resposta_automatica fora_do_escritorio ausencia_do_escritorio",
    failed_subjects: "nao_entregue nao_e_possivel_entregar",
    says_automatic: "resposta_automatica mensagem_automatica gerada_automaticamente e-mail_automatico email_automatico",
    thanks_for_mail: "obrigado_pela obrigada_pela obrigado_pelo agradeco_a_sua agradeco_o_seu obrigado_por obrigada_por agradecemos_o_seu \
        agradecemos_a_sua muito_obrigado_pel muito_obrigada_pel",
    away: "ausente de_ferias em_ferias fora_do_escritorio fora_do_pais de_licenca em_viagem licenca_maternidade licenca-maternidade \
        fora_da_empresa ausentar nao_estarei estarei_fora estou_fora sem_acesso",
    instead: "na_minha_ausencia meu_regresso em_caso_de_urgencia por_favor_contacte na_minha_volta durante_a_minha_ausencia entre_em_contato \
        podera_contactar contacte_a",
    reply: "escrev",
    above_this_line: "acima_desta_linha acima_dessa_linha",
    no_reply: "nao_responda_a_est esta_e_uma_mensagem_automatica este_e_um_e-mail_automatico mensagem_gerada_automaticamente \
        por_favor_nao_responda favor_nao_responder nao_responda_a_esta",
    your_request: "o_seu_pedido_(# sua_solicitacao_(#",
    requests: "pedido chamado solicitacao ticket",
    services: "servico suporte sistema atendimento",
    meeting: "reuniao participar ingressar",
    invites: "esta_convidando convida-o convidou_voce esta_a_convida",
    joining: "precisa_de_ajuda referencia_do_sistema para_organizadores participar_da_reuniao participar_na_reuniao ingressar id_da_reuniao \
        codigo_de_acesso opcoes_de_reuniao opcoes_da_reuniao localizar_um_numero clique_aqui_para saiba_mais senha: ingressar_na_reuniao",
    when: "quando",
    place: "onde local",
    ..EMPTY
};
