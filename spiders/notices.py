"""What the notice on an error page means: that a thing is not there, or something else. Words only; knows no platform.

Forums answer many questions with a notice and status 200. Only one that says "there is no such thread" tells that a thread is
gone; "the database is down" does not, and a notice that is not understood is not taken to say anything.
"""

from __future__ import annotations

import re

_BROKEN = re.compile(r"\bSQL|\bmysqli?\b|database|Fatal error|Warning:|\bin /\S+ on line \d|\[\s*\d{4}\s*\]", re.IGNORECASE)
"""An error of the server's, whose words ("Table 'posts' doesn't exist") may look like the other kind."""

_GONE = re.compile(
    r"(?:does not|doesn.t|do not|no longer) exist|(?:could not|cannot|can.t|can not) be found|(?:was|were) not found|not found|"
    r"no such (?:topic|thread|forum|post|page)|(?:has|have) been (?:deleted|removed)|invalid (?:thread|forum|topic|post|link)|"
    r"no (?:thread|topic|forum|post) specified|"
    r"existiert nicht|nicht gefunden|gibt es nicht|n.existe pas|introuvable|pas (?:été |pu être )?trouv|"
    r"no existe|no (?:se )?(?:pudo|puede|ha podido) (?:ser )?encontra|no encontrad|não existe|não (?:foi|pôde ser) encontrad|"
    r"non esiste|non (?:è stat[oa]|può essere|trovat)|bestaat niet|niet (?:worden )?gevonden|"
    r"finns inte|hittades inte|finnes ikke|findes ikke|ikke (?:blive )?fundet|ikke funnet|ei ole olemassa|ei löyty|"
    r"nie istnieje|nie (?:został[ao]? )?(?:odnalezion|znalezion)|neexistuje|nenalezen|nem létezik|nem található|"
    r"nu există|nu a (?:fost|putut fi) găsit|bulunamadı|mevcut değil|не существует|не найден|не існує|не знайден|"
    r"δεν υπάρχει|δεν βρέθηκε|不存在|找不到|見つかりません|存在しません|존재하지|찾을 수 없|غير موجود|לא (?:נמצא|קיים)",
    re.IGNORECASE,
)

_GATED = re.compile(
    r"not (?:authori[sz]ed|permitted|allowed)|permission|privilege|(?:be|are) logged.in|log in|members only|"
    r"registered (?:members|users)|Berechtigung|nicht berechtigt|angemeldet|registriert|autoris|"
    r"connect[ée]|permis|autoriza|iniciar sesi[óo]n|sess[ãa]o|accesso|registrat[ie]|ingelogd|bevoegd|"
    r"behörighet|inloggad|tilladelse|tillatelse|oikeu|uprawnie[nń]|zalogowa|oprávněn|"
    r"přihlá|jogosults|yetki|giriş|прав|доступ|авториз|δικα[ιί]ωμα|συνδεθ|权限|權限|登录|ログイン|権限|권한|로그인",
    re.IGNORECASE,
)


def is_gone(notice: str | None) -> bool:
    """Whether a notice says that what was asked for is not there."""
    return notice is not None and _GONE.search(notice) is not None and _BROKEN.search(notice) is None


def is_gated(notice: str | None) -> bool:
    """Whether a notice says that the reader may not see what was asked for, others may."""
    return notice is not None and not is_gone(notice) and _GATED.search(notice) is not None and _BROKEN.search(notice) is None
