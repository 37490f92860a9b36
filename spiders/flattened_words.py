"""What software writes around posts, as it is left in text without markup. Tables only; `spiders.flattened` reads them.

Compared in lower case, with white space folded. Adding a language is adding lines.
"""

from __future__ import annotations

CATEGORIES = frozenset({
    "categories", "category", "kategorien", "kategorie", "catégories", "catégorie", "categorías", "categorie", "categorieën",
    "categorias", "категории", "категорії", "рубрики", "рубрика", "kategorier", "kategoriat", "kategoriler", "rubriky",
    "kategórie", "kategóriák", "categorii", "κατηγορίες", "カテゴリー", "分类", "分類",
})  # fmt: skip
"""The line that WordPress' Twenty Twenty hides before an article's categories."""

ANSWER_HEADS = (
    "leave a reply", "leave a comment", "leave your comment", "join the conversation", "comments are closed",
    "schreibe einen kommentar", "schreib einen kommentar", "kommentar verfassen", "kommentare sind geschlossen",
    "laisser un commentaire", "répondre", "les commentaires sont fermés", "deja una respuesta", "deja un comentario",
    "los comentarios están cerrados", "lascia un commento", "lascia una risposta", "i commenti sono chiusi",
    "geef een reactie", "laat een reactie achter", "plaats een reactie", "deixe um comentário", "deixe uma resposta",
    "deixar uma resposta", "dodaj komentarz", "pozostaw odpowiedź", "добавить комментарий", "оставить комментарий",
    "залишити відповідь", "залишити коментар", "вашият коментар", "αφήστε μια απάντηση", "lämna ett svar",
    "lämna en kommentar", "skriv et svar", "skriv en kommentar", "legg igjen en kommentar", "legg igjen et svar", "vastaa",
    "jätä kommentti", "bir yanıt yazın", "bir cevap yazın", "napsat komentář", "přidejte odpověď", "pridaj komentár",
    "zanechajte odpoveď", "vélemény, hozzászólás?", "hozzászólás a(z)", "lasă un răspuns", "lasă un comentariu", "コメントを残す",
    "发表回复", "發佈留言", "發表迴響",
)  # fmt: skip
"""How the line begins under which one may answer, or is told that one may not: comments end there."""

JUMPS = frozenset({
    "back", "top", "bottom", "zurück", "oben", "unten", "retour", "haut", "bas", "atrás", "volver", "arriba", "abajo",
    "indietro", "su", "giù", "alto", "basso", "terug", "boven", "onder", "bovenaan", "onderaan", "voltar", "topo", "base",
    "fim", "início", "powrót", "góra", "dół", "назад", "верх", "низ", "сверху", "снизу", "вверх", "вниз", "tillbaka",
    "toppen", "botten", "tilbage", "bund", "tilbake", "bunn", "takaisin", "ylös", "alas", "geri", "üst", "alt", "zpět",
    "nahoru", "dolů", "vissza", "lap", "teteje", "alja", "înapoi", "sus", "jos", "πίσω", "πάνω", "κάτω", "戻る", "トップ", "返回",
    "顶部", "底部",
})  # fmt: skip
"""The words of XenForo's buttons that lead around the page."""

GREETINGS = frozenset({
    "thanks", "thank", "thx", "hi", "hello", "hey", "dear", "danke", "hallo", "liebe", "lieber", "guten", "merci", "bonjour",
    "salut", "cher", "chère", "gracias", "hola", "estimado", "estimada", "querido", "querida", "grazie", "ciao", "caro",
    "cara", "salve", "bedankt", "dank", "beste", "hoi", "obrigado", "obrigada", "olá", "oi", "dzięki", "dziękuję", "cześć",
    "witam", "спасибо", "привет", "здравствуйте", "дякую", "привіт", "tack", "hej", "tak", "kære", "takk", "kjære", "kiitos",
    "hei", "moi", "teşekkürler", "merhaba", "díky", "děkuji", "ahoj", "ďakujem", "köszönöm", "szia", "mulțumesc", "bună",
    "ευχαριστώ", "γεια",
})  # fmt: skip
"""Words with which an answer to somebody begins."""
