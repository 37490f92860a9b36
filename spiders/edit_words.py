"""How software says that a post was edited, as its language packs have it. Tables only; `spiders.edits` reads them.

``{by}``, ``{time}`` and ``{count}`` are what the marker tells, ``[...]`` may be missing, ``<a|b>`` is one of them. The end may
be followed by a reason (`REASONS`), a full stop or a closing bracket. Adding a language is adding lines.
"""

# ruff: noqa: E501  a form is one line, as in a language pack
from __future__ import annotations

MARKERS = {
    "en": (
        "Last edited by a moderator[<: | on >{time}]",
        "Last <edited|modified|updated|changed> by {by}<; | on | at | (|, ^| - >{time}[)][<,|;|.> edited {count} <time|times|time(s)>[ in total]]",
        "Last <edited|modified> by {by}[, edited {count} <time|times>[ in total]]",
        "Last <edited|modified|edit|updated|change>: {time} by {by}",
        "Last <edited|modified|edit|updated|change><: | on | >{time}",
        "This <post|topic|reply> was modified {time} by {by}",
        "This post <was last modified|was last edited|has been edited><: | on | >{time} by {by}[. Edited {count} <time|times> in total]",
        "This post has been edited by {by}: {time}",
        "This post has been edited {count} <time|times>. Last edit on {time} by {by}",
        "Edited <{count}|{count} times>, last by {by} ({time})",
        "Edited by {by}< on |, | at |; | - | (| >{time}[)]",
        "Edited on {time} by {by}",
        "Edited {time} by {by}",
        "Edited by {by}",
        "<Edited|Updated> {time}",
    ),
    "de": (
        "Zuletzt <bearbeitet|geändert|editiert> von einem Moderator[<: | am >{time}]",
        "Zuletzt <bearbeitet|geändert|editiert|modifiziert> von {by}< am |; | (|: |, >{time}[)][<, |; ><insgesamt {count}[-mal|mal| mal] <geändert|bearbeitet|editiert>|{count} mal bearbeitet>]",
        "Zuletzt <bearbeitet|geändert|editiert>: {time} von {by}",
        "Zuletzt <bearbeitet|geändert|editiert><: | am >{time}",
        "Letzte <Änderung|Bearbeitung>: {time} von {by}",
        "Letzte <Änderung|Bearbeitung> <von|durch> {by}< am |: | (>{time}[)]",
        "Letzte <Änderung|Bearbeitung>: {time}",
        "Dieser Beitrag wurde zuletzt <bearbeitet|verändert><: | am >{time} von {by}[. Insgesamt {count}[-mal| mal] bearbeitet]",
        "Dieser Beitrag wurde[ bereits] {count} mal editiert, zum letzten Mal von {by}: {time}",
        "{count}[-mal| mal| Mal] editiert, zuletzt von {by} ({time})",
        "<Geändert|Editiert|Bearbeitet> von {by}< (| am |; >{time}[)]",
        "<Geändert|Editiert|Bearbeitet> von {by}",
        "<Geändert|Editiert|Bearbeitet><: | am | >{time} von {by}",
        "<Geändert|Editiert|Bearbeitet><: | am >{time}",
    ),
    "fr": (
        "<Dernière édition|Dernière modification|Modifié en dernier|Édité en dernier> par un modérateur[[ ]: {time}]",
        "<Dernière édition|Dernière modification|Modifié en dernier|Édité en dernier|Édité|Modifié> par {by}< le |[ ]; | (|[ ]: >{time}[)][<, |; ><modifié|édité|édité en tout|modifié en tout> {count} fois[ au total]]",
        "<Dernière édition|Dernière modification>[ ]: {time} par {by}",
        "Dernière édition : {by} le {time}[<, |; ><édité|edité> {count} fois]",
        "<Dernière édition|Dernière modification>< |[ ]: | le >{time}",
        "<Modification du message|Ce message a été modifié le>[ ]<: |>{time}[,] par {by}[. Édité {count} fois au total]",
        "Modifié le {time} par {by}",
        "Modifié {count} fois, dernière modification par {by} ({time})",
    ),
    "es": (
        "<Última edición|Editado por última vez|Última modificación> por un moderador[: {time}]",
        "<Última edición|Ultima edición|Editado por última vez|Última modificación|Ultima modificación|Editado> por {by}< el | o |[ ]; | (|: |, >{time}[)][<, |; ><editado|en total editado|modificado> {count} <vez|veces>[ en total]]",
        "<Última edición|Última modificación|Ultima modificación|Editado por última vez>: {time} por {by}",
        "<Última edición|Última modificación|Ultima modificación><: | >{time}",
        "<Este mensaje fue modificado por última vez en|Este mensaje fue modificado por última vez>: {time} por {by}[. Editado {count} <vez|veces> en total]",
        "Editado <{count} veces|una vez>, última edición por {by} ({time})",
    ),
    "it": (
        "Ultima modifica <di|da parte di|da> un moderatore[: {time}]",
        "<Ultima modifica|Modificato l'ultima volta|Modificato> <di|da> {by}< il |[ ]; | (|[ ]: | in data >{time}[)][<, |; >modificato {count} <volta|volte>[ in totale]]",
        "<Ultima modifica|Modificato>: {time} <da|di> {by}",
        "<Ultima modifica|Modificato><: | il | >{time}",
        "Questo messaggio è stato modificato l'ultima volta il: {time} da {by}[. Modificato {count} <volta|volte>[ in totale]]",
    ),
    "nl": (
        "Laatst <bewerkt|gewijzigd|aangepast> door een moderator[: {time}]",
        "<Laatst|Het laatst|Voor het laatst> <bewerkt|gewijzigd|aangepast|bijgewerkt> door {by}< op |[ ]; | (|: >{time}[)][<, |; ><in totaal {count} <keer|maal> <bewerkt|gewijzigd|aangepast>|{count} <keer|maal> totaal <bewerkt|gewijzigd>|totaal {count} <keer|maal> bewerkt>]",
        "Laatst <bewerkt|gewijzigd>[ op]: {time} door {by}",
        "Laatst <bewerkt|gewijzigd|aangepast><: | op >{time}",
        "Laatste <bewerking|wijziging>: {time}[ door {by}]",
        "Dit bericht is <het laatst|voor het laatst> <bewerkt|gewijzigd|aangepast><: | op[:] >{time} door {by}[. <{count} keer bewerkt in totaal|In totaal {count} keer bewerkt>]",
    ),
    "pt": (
        "<Última edição|Última modificação|Editado pela última vez> por um moderador[: {time}]",
        "<Editado pela última vez|Editada pela última vez|Última edição|Última modificação|Editado> por {by}< em |[ ]; | (|: | a >{time}[)][<, |; ><no total de {count} <vez|vezes>|num total de {count} <vez|vezes>|em um total de {count} <vez|vezes>|<editado|editada> {count} <vez|vezes>[ no total]>]",
        "<Última edição|Última modificação|Editado pela última vez>: {time} por {by}",
        "<Última edição|Última modificação|Editado pela última vez><: | em >{time}",
        "<Esta publicação foi modificada|Este post foi modificado|Esta mensagem foi modificada|Esta mensagem foi editada> pela última vez<: | em[:] >{time} por {by}[. Editado {count} <vez|vezes> no total]",
    ),
    "pl": (
        "Ostatnio <edytowane|edytowany|zmieniony> przez moderatora[: {time}]",
        "Ostatnio <zmieniony|edytowano|edytowany|zmieniany> {time} przez {by}[<, |; >łącznie <zmieniany|edytowano|edytowany> {count} <raz|razy>]",
        "<Ostatnio|Ostatni raz> <zmieniony|edytowane|edytowano|edytowany|edytował> przez {by}<[ ]; | (|, | dnia | >{time}[)][<, |; ><w całości|łącznie> <zmieniany|edytowany|edytowano> {count} <raz|razy>]",
        "<Ostatnia zmiana|Ostatnia edycja|Ostatnio edytowane>: {time}< przez | wysłana przez | by >{by}",
        "<Ostatnia zmiana|Ostatnia edycja|Ostatnio edytowane>: {time}",
        "Ten post był ostatnio modyfikowany: {time} przez {by}[. Edytowano łącznie {count} <raz|razy>]",
    ),
    "ru": (
        "Последнее редактирование[:] модератором[: {time}]",
        "Последний раз <редактировалось|отредактировано|редактировал|отредактировал|изменено>[:] {by}< в |; | (|, | >{time}[)][<, |; ><всего|всего раз> <редактировалось|отредактировано> {count} <раз|раза|раз(а)>]",
        "<Последнее редактирование|Последняя правка|Последнее изменение>: {time}< от | пользователем >{by}",
        "<Последнее редактирование|Последняя правка|Последнее изменение>: {time}",
        "<Последнее редактирование|Последняя правка|Последнее изменение>: {by}[,] {time}",
        "<Отредактировано|Изменено|Исправлено> {by}< (|; | - | >{time}[)]",
        "Последний раз сообщение было отредактировано {time}, отредактировал пользователь {by}[. Всего редактировалось {count} <раз|раза>]",
        "<Это сообщение последний раз редактировалось|Сообщение последний раз редактировалось|Это сообщение было изменено>: {time} <пользователем |автор: >{by}[. Всего редактировалось {count} <раз|раза>]",
        "<Это сообщение последний раз редактировалось|Сообщение последний раз редактировалось|Это сообщение было изменено>: {time} {by}[. Всего редактировалось {count} <раз|раза>]",
    ),
    "uk": (
        "<Востаннє редагувалось|Востаннє редагувалося|Останнє редагування|Востаннє відредаговано> {by}< в |; | (| >{time}[)][<, |; >всього <редагувалось|редагувалося|відредаговано> {count} <раз|рази|разів>]",
        "<Останнє редагування|Востаннє редагувалось>: {time}",
    ),
    "el": (
        "Τελευταία επεξεργασία από <έναν συντονιστή|συντονιστή>[: {time}]",
        "<Τελευταία επεξεργασία|Επεξεργάστηκε τελευταία φορά|Τελευταία τροποποίηση|Επεξεργασία> από[ τον χρήστη| το μέλος| τον/την| τον| την] {by}< την | στις |[ ]; | (|[ ]: |, >{time}[)][<, |; ><έχει επεξεργαστεί|έχει επεξεργασθεί|επεξεργάστηκε> {count} <φορά|φορές>[ συνολικά]]",
        "<Τελευταία επεξεργασία|Τελευταία τροποποίηση>: {time} από[ τον| την] {by}",
        "<Τελευταία επεξεργασία|Τελευταία τροποποίηση><: | στις >{time}",
        "<Αυτή η δημοσίευση τροποποιήθηκε τελευταία φορά|Το μήνυμα αυτό τροποποιήθηκε τελευταία φορά><: | στις[:] >{time} από[ τον χρήστη| τον| την] {by}[. Επεξεργάστηκε {count} <φορά|φορές> συνολικά]",
    ),
    "sv": (
        "Senast <redigerad|ändrad> av en moderator[: {time}]",
        "Senast <redigerad|ändrad|redigerat|uppdaterad> av {by}< den |[ ]; | (|, | klockan | >{time}[)][<, |; ><redigerad|totalt redigerad|ändrad|ändrad totalt|redigerad totalt> {count} <gång|gånger>[ totalt| sammanlagt]]",
        "Senast <redigerad|ändrad|redigerat>: {time} av {by}",
        "Senast <redigerad|ändrad|redigerat>[:] {time}",
        "Detta inlägg <ändrades senast|redigerades senast>: {time} av {by}[. Totalt redigerat {count} <gång|gånger>]",
    ),
    "da": (
        "Sidst redigeret af en moderator[: {time}]",
        "<Senest|Sidst> <rettet|redigeret|ændret> af {by}<; | den | (|, | >{time}[)][<, |; ><rettet|redigeret|ændret>[ i alt] {count} <gang|gange>[ i alt]]",
        "<Senest|Sidst> <rettet|redigeret|ændret>: {time}[ af {by}]",
    ),
    "nb": (
        "Sist redigert av en moderator[: {time}]",
        "<Sist|Sist gang> <redigert|endret> av {by}< den |; | (|, | >{time}[)][<, |; ><redigert|endret> {count} <gang|ganger>[ totalt]]",
        "Sist <redigert|endret>: {time}[ av {by}]",
    ),
    "fi": (
        "Viimeksi muokannut <moderaattori|valvoja|ylläpitäjä>[: {time}]",
        "<Viimeksi muokannut|Viimeinen muokkaaja|Viimeksi muokattu käyttäjän>[,] {by}<, | päivämäärä | pvm | (|; | >{time}[)][<, |. |; ><muokattu|muokattu yhteensä|yhteensä muokattu> {count} <kerran|kertaa>]",
        "<Viimeksi muokattu|Viimeisin muokkaus>: {time}[ kirjoittanut {by}]",
    ),
    "tr": (
        "Moderatör tarafından düzenlendi: {time}",
        "En son {time} tarihinde {by} tarafından[ olmak üzere][ toplamda {count} kere|, toplamda {count} kez]<[ ]düzenlendi|[ ]düzenlenmiştir>",
        "En son {by} tarafından {time} tarihinde düzenlendi[, toplamda {count} <kere|kez|defa> düzenlendi]",
        "<En son|Son olarak> {by} tarafından düzenlendi[;|,] {time}",
        "En son {by} tarafından {time}[ tarihinde] düzenlendi[<, |; >toplamda {count} <kere|kez|defa> düzenlendi]",
        "Son düzenleme: {time}[, Düzenleyen: {by}| Gönderen: {by}]",
        "<Son düzenleyen|Düzenleyen>: {by}<; | (|, >{time}[)]",
        "Bu konu en son: {time} tarihinde düzenlenmiştir. Düzenleyen: {by}",
    ),
    "cs": (
        "Naposledy <upravil|upraveno>[a|(a)|:] moderátor[em][: {time}]",
        "Naposledy <upravil|upravila|upravil(a)|upraveno uživatelem|upravil uživatel> {by}< dne |; | v | (|, | >{time}[)][<, |; >celkem <upraveno|upraven|upravil|upravil(a)> {count}[ ]<x|krát>[.]]",
        "<Naposledy upraveno|Poslední úprava|Poslední změna>: {time} <od|uživatelem|uživatel> {by}",
        "<Naposledy upraveno|Poslední úprava|Poslední změna>: {time}",
        "Tento příspěvek byl naposledy <změněn|upraven>: {time} uživatelem {by}[. Celkem upraveno {count}[ ]x]",
    ),
    "sk": (
        "Naposledy <upravil|upravila|upravil(a)|upravené používateľom> {by}< dňa |; | v | (|, | >{time}[)][<, |; >celkom <upravené|upravený> {count} <krát|krat>|celkovo upravené {count} krát]",
        "<Naposledy upravené|Posledná úprava>: {time}[ od {by}]",
    ),
    "hu": (
        "A hozzászólást {count} alkalommal szerkesztették, utoljára {by} {time}[-kor]",
        "A hozzászólást utoljára szerkesztette: {by}[,|;] {time}[<, |; >összesen {count} alkalommal szerkesztve| összesen {count} alkalommal]",
        "Utoljára <módosította|szerkesztette>: {by}<, | - | (|; >{time}[)][<, |; >összesen {count} alkalommal <módosítva|szerkesztve>]",
        "Utoljára <szerkesztve|módosítva>: {time}",
    ),
    "ro": (
        "Ultima oară modificat {time} de către {by}, modificat[ de] {count} <dată|ori> în total",
        "<Ultima oară|Ultima dată> <modificat|editat> de[ către] {by}< la | pe | în | (|; >{time}[)][<, |; ><modificat|editat>[ de] {count} <dată|ori> în total]",
        "<Ultima editare|Ultima modificare>: {time}[ de {by}]",
    ),
    "bg": (
        "Последната промяна е направена от {by} на {time}[<, |; >мнението е било променяно общо {count} <път|пъти>]",
        "<Последно промяна|Последна промяна|Последно редактиран|Последна редакция> от {by}< на | (|; >{time}[)][<, |; ><променено|редактирано>[ общо| вкупно] {count} <път|пъти|пат|пати>]",
        "<Последна промяна|Последна редакция>: {time}[ от {by}]",
    ),
    "ja": (
        "最後に編集したユーザー {by} \\[ {time} \\][, 累計 {count} 回]",
        "最後に編集したユーザー {by} on {time}[, 編集回数 {count} 回]",
        "<最終編集者|最後の編集者>[ ]<:|：>[ ]{by}[ ]<(|（>{time}<)|）>",
        "最終編集[日]<: |：>{time}[ by {by}]",
    ),
    "be": ("Апошні раз рэдагавалася {by} {time}[, усяго рэдагавалася {count} <раз|раз(а)|разы|разоў>]",),
    "mk": ("Последна промена од {by} на {time}[, променето вкупно {count} <пат|пати>|, променено вкупно {count} <пат|пати>]",),
    "he": ("נערך לאחרונה על ידי {by} בתאריך {time}[, נערך {count} פעמים בסך הכל|, נערך פעם אחת בסך הכל]",),
    "fa": ("آخرین ویرایش توسط {by} در {time}[، در مجموع {count} بار ویرایش شده است]",),
    "id": (
        "Diubah terakhir kali oleh {by}< on | pada >{time}[, total pengubahan {count} kali]",
        "Terakhir diubah oleh {by} pada {time}",
    ),
    "zh": (
        "<最后由|最後由> {by} <编辑于|編輯於|修改于|修改於> {time}[<，|,>[ ]<总共编辑|總共編輯|总共编辑了|總共編輯了>[ ]{count}[ ]次]",
        "<最后编辑|最後編輯>时间<: |：>{time}",
        "<最后由|最後由|上次由> {by} <于|於|在> {time} <编辑|編輯|修改>[，|, |，总共编辑 |,总共编辑][<总共编辑|總共編輯|共编辑|总共修改>[ ]{count}[ ]次]",
        "<最后编辑|最後編輯|最后修改><: |：>{time}",
        "本帖最后由 {by} 于 {time} 编辑",
        "<最后进行编辑的是|最後進行編輯的是> {by} on {time}[, <总计第|總計第> {count} <次编辑|次編輯>]",
    ),
}
"""By BCP 47 primary tag; within one, the fuller form before the shorter."""

REASONS = (
    "reason for editing|edit reason|reason|"
    "bearbeitungsgrund|änderungsgrund|grund der änderung|grund|"
    "raison de l'édition|raison|motif|"
    "motivo de la edición|razón de la edición|motivo da edição|razón|motivo|razão|"
    "motivazione|reden van bewerking|reden|"
    "powód edycji|powód|причина редактирования|причина|причина редагування|"
    "αιτία επεξεργασίας|λόγος επεξεργασίας|αιτία|λόγος|αιτιολογία|"
    "anledning|orsak|årsag|begrunnelse|grunn|syy|peruste|"
    "düzenleme sebebi|sebep|neden|důvod úpravy|důvod|dôvod|indok|motivul|motiv|причината|"
    "編集理由|理由|原因"
)
"""What stands before the reason, and a colon after it."""

COUNTS = {"once": 1, "twice": 2, "einmal": 1, "zweimal": 2, "una vez": 1, "una volta": 1}
"""Counts in words."""
