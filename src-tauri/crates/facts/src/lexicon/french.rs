//! French.

use super::Table;

pub(super) const TABLE: Table = Table {
    promises: r"\b(?:je|nous|on)\s+(?:(?:vous|te|lui|leur|le|la|les|y|en)\s+|[lm]['’]en\s+|l['’]\s*)*(?:envoi\w*|envoy(?:ons|ez)|enverr\w+|transmet\w*|fer(?:ai|ons|a)\b|fais\b|faisons|donn\w+|apport\w+|écri\w+|rédig\w+|prépar\w+|confirm\w+|vérifi\w+|rappel\w+|revien\w+|reviendr\w+|livr\w+|fourni\w*|partag\w+|remet\w*|mets\b|mettons|demand\w+|occup\w+|sign\w+|sors\b|sort\b|refai\w*|refer\w+|note\b|notons|voi[st]\b|voyons|descend\w*|répond\w*|appell\w+|pose\b|organis\w+|invit\w+|regard\w+|relanc\w+|charge\b|fait\b|passe\b|passons|montr\w+|lance\b|viens\b|venons)\b|\b(?:je vais|nous allons|on va)\s+(?:\w+\s+|[lm]['’]){0,3}?(?:envoyer|transmettre|faire|donner|apporter|écrire|rédiger|préparer|confirmer|vérifier|rappeler|revenir|livrer|fournir|partager|remettre|demander|signer)\b",
    you_get: r"\bvous (?:l['’]|les )?(?:aurez|recevrez)\b|\bvous (?:l['’]|les )avez\b|\btu (?:l['’]|les )?(?:auras|recevras)\b|\btu (?:l['’]|les )as\b",
    third: r"(?P<titled>\b(?:monsieur|madame|mme|m\.))? ?(?P<name>\p{L}+(?: \p{L}+)?) (?:vous |te |nous |lui |leur )?(?:enverra|transmettra|fera|donnera|apportera|écrira|confirmera|livrera|rappellera|remettra|va (?:vous |te |nous )?(?:envoyer|transmettre|rappeler|écrire|confirmer))\b",
    colleague: r"\b(?:notre|mon|ma) (?:\w+ )?\w+ (?:vous |te )?(?:enverra|transmettra|fera|donnera|apportera|écrira|confirmera|livrera|rappellera|va (?:vous |te )?(?:envoyer|transmettre|rappeler|écrire|confirmer))\b",
    bare: r"^(?:une?|le|la|les) [\w '’-]{3,60}? (?:d['’]ici|avant|pour)\b",
    by: r"(?:\b(?:avant|pour|le|au plus tard|jusqu['’]au)|\bd['’]ici)\s+(?:(?:le|la|au|à) )*$",
    tells: r"^(?:si|ce qu[ei]|qui|comment|quand|quel\w*|pourquoi)\b",
    no_promise: r"^si\b|\bsi je peux\b|\b(?:ne|n['’])\s*(?:\w+\s+){1,3}(?:pas|plus|jamais)\b",
    and_so: r"\s(?:donc|et|mais|aussi)$",
    handed_over: r"\b(?:ci-joint\w*|en pièce jointe|comme (?:promis|convenu)|voici|voilà|(?:a|ont) été (?:envoyé|livré|transmis|remis)\w*|(?:ai|avons|a) (?:bien )?(?:envoyé|transmis|livré|reçu|remis)|bien reçu|(?:est|sont) (?:arrivé|parti|prêt)\w*)\b",
    received: r"\b(?:bien (?:reçu|arrivé\w*)|reçu|arrivé\w*|merci pour)\b",
    undated: r"\b(?:je|nous|on)\s+(?:(?:vous|te|lui|leur|le|la|les|y|en)\s+|[lm]['’]en\s+|l['’]\s*)*(?:envoi\w*|envoyons|enverr\w+|transmet\w+|confirm\w+|revien\w+|reviendr\w+|prépar\w+|rédig\w+|partag\w+|communiqu\w+|tien\w* au courant|tiendr\w+ au courant|fer(?:ai|ons) parvenir|rappel\w+)\b|\b(?:je vais|nous allons|on va)\s+(?:\w+\s+|[lm]['’]){0,3}?(?:envoyer|transmettre|confirmer|préparer|rédiger|partager|rappeler)\b",
    requests: r"^(?:et |alors )?(?:merci de|veuillez|dites[- ](?:moi|nous)|faites[- ](?:moi|nous) savoir|envoyez[- ](?:moi|nous)|indiquez[- ](?:moi|nous))\b|\bp(?:ourri|ouv)ez[- ]vous\b|\b(?:j['’]aimerais|nous aimerions|je voudrais|nous voudrions) savoir\b",
    idle: r"^(?:comment allez[- ]vous|comment vas[- ]tu|ça va|tout va bien|n['’]est[- ]ce pas|d['’]accord|vraiment)\b[^?]{0,40}\?$|^(?:veuillez|merci de) (?:trouver|noter|agréer|recevoir|m['’]excuser|nous excuser)\b|^merci\W*$",
    polite: r"\b(?:ça (?:vous|te) (?:va|convient)|cela vous convient|êtes[- ]vous disponible\w*|seriez[- ]vous disponible\w*)\b[^?]{0,25}\?|\b(?:créneaux?|agenda)\b[^?]*\?",
    not_called: r"\bne (?:\w+ ){0,2}(?:m['’]|nous )?appel\w+ (?:plus|pas|jamais)\b|\bplus d['’]appels\b",
    decides: r"\bc['’]est moi qui (?:décide|signe|tranche|valide)\b|\bje (?:décide|tranche|signe|valide)\b|\bla décision me revient\b",
    pays: r"\b(?:sur|dans|de) mon (?:propre )?budget\b|\bmon budget\b",
    legal: r"\bje (?:dois |vais )?(?:relis|relire|vérifie|vérifier|revois|revoir) (?:le contrat|les clauses|les conditions)\b",
    carries: r"\bje (?:vais )?(?:le |la |l['’])?(?:porte|porter|présente|présenter|défends|défendre) (?:ça |cela )?(?:au|devant le|devant la|à la) (?:comité|conseil|direction|codir|comex)\b",
    uses: r"\bje travaille avec (?:tous les jours|chaque jour|au quotidien)\b",
    denied: r"\b(?:ne|n['’]|pas|jamais|aucun\w*|si)\b",
    papers: r"\b(?:contrats?|juridiques?|juristes?|achats?|bons? de commande|signatures?|cgv|rgpd|sous-traitance|avenants?)\b",
    objects: r"\b(?:crainte|inquiétude|préoccupation)s?\b|\b(?:mon|notre|son|leur) objection\b|\b(?:inquiet|inquiète|inquiets|inquiètes|sceptiques?|pas convaincue?s?)\b|\btrop (?:cher|chère|risqué|lent|compliqué|tard)\b|\b(?:rédhibitoire|inacceptable)\b|\brésili(?:er|ons|ation)\b",
    insists: r"\b(?:indispensable|obligatoire|impératif|impérativement|non négociable)\b",
};
