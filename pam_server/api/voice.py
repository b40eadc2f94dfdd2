"""POST voice/stt and voice/tts: a recording to words, and words to a recording."""

from collections.abc import AsyncIterator
from typing import Annotated, Any, Protocol

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from pam_core.protocol import limits
from pam_core.vocabulary.errors import Fault, PamError
from pam_server.api.asking import asking
from pam_server.api.judged_body import JudgedRoute
from pam_server.api.problems_shown import problems
from pam_server.api.services import Services
from pam_server.ports import Caller
from pam_server.speech.client import Heard

_FILE = {"type": "string", "format": "binary", "description": "WAV, FLAC or Opus (Ogg)"}
_KINDS = ("audio/wav", "audio/x-wav", "audio/flac", "audio/ogg", "application/octet-stream")
_UPLOAD = {
    "requestBody": {
        "required": True,
        "description": "The file itself, or a form with it. At most five minutes of speech.",
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": _FILE},
                }
            },
            **{kind: {"schema": _FILE} for kind in _KINDS},
        },
    }
}
_WAV: dict[int | str, dict[str, Any]] = {
    200: {"description": "The recording", "content": {"audio/wav": {"schema": _FILE}}}
}


class Ears(Protocol):
    """Who hears and speaks; see `pam_server.speech.client.Speech`."""

    async def hear(self, upload: bytes) -> Heard:
        """What is said in a sound file. Raises PamError."""
        ...

    async def say(self, text: str, rate: float) -> bytes:
        """A text as a WAV file. Raises PamError."""
        ...


class Transcribed(BaseModel):
    """What was said. `confidence` is 0-1; `seconds` is how long the recording lasts."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "transcript": "I spent 45 dollars on fuel.",
                    "confidence": 0.93,
                    "language": "en",
                    "seconds": 2.4,
                }
            ]
        }
    )

    transcript: str
    confidence: float
    language: str
    seconds: float


class ToSay(BaseModel):
    """What is to be spoken; `rate` 1 is the voice's own pace."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"text": "You spent 45 dollars on fuel.", "rate": 1.0}]}
    )

    text: Annotated[str, Field(min_length=1, max_length=limits.MESSAGE_CHARACTERS)]
    voice: Annotated[
        str, Field(max_length=100, description="The voice's name; empty is the server's own")
    ] = ""
    rate: Annotated[float, Field(ge=0.5, le=2.0)] = 1.0


def router(services: Services) -> APIRouter:
    """The two endpoints under /api/v1/pam."""
    rest = APIRouter(prefix="/api/v1/pam/voice", tags=["voice"], route_class=JudgedRoute)
    Hearing = Annotated[Caller, Depends(asking(services, "stt"))]  # noqa: N806 (a type)
    Speaking = Annotated[Caller, Depends(asking(services, "tts"))]  # noqa: N806 (a type)

    @rest.post(
        "/stt",
        operation_id="voice_stt",
        summary="A recording to words",
        responses=problems(401, 413, 422, 429, 503),
        openapi_extra=_UPLOAD,
    )
    async def stt(caller: Hearing, request: Request) -> Transcribed:
        """What is said in a recording."""
        ears = _ears(services)
        upload = await _uploaded(request, services.settings.upload_megabytes * 1_000_000)
        heard = await ears.hear(upload)
        return Transcribed(
            transcript=heard.transcript,
            confidence=heard.confidence,
            language=heard.language,
            seconds=heard.seconds,
        )

    @rest.post(
        "/tts",
        operation_id="voice_tts",
        summary="Words to a recording",
        response_class=Response,
        responses={**problems(401, 413, 422, 429, 503), **_WAV},
    )
    async def tts(caller: Speaking, asked: ToSay) -> Response:
        """A text, spoken."""
        ears = _ears(services)
        _refuse_other_voice(asked.voice, services.settings.speech_voice)
        return Response(await ears.say(asked.text, asked.rate), media_type="audio/wav")

    return rest


def _ears(services: Services) -> Ears:
    if services.speech is None:
        raise PamError(
            "speech.off",
            "Speech is not offered by this server.",
            mend="It needs the speech models, and PAM_SERVER_SPEECH on.",
            fault=Fault.ENVIRONMENT,
        )
    ears: Ears = services.speech
    return ears


def _refuse_other_voice(asked: str, own: str) -> None:
    if asked and asked != own:
        raise _refused("speech.no_such_voice", "This server does not have that voice.")


async def _uploaded(request: Request, most_bytes: int) -> bytes:
    """The file of a request, whichever way it was sent; no more than so much is ever read."""
    stream = _bounded(request, most_bytes)
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        upload = b"".join([chunk async for chunk in stream])
    else:
        upload = await _from_form(request, stream)
    if not upload:
        raise _refused("sound.empty", "There is no sound in it.")
    return upload


async def _from_form(request: Request, stream: AsyncIterator[bytes]) -> bytes:
    parser = MultiPartParser(
        request.headers,
        stream,  # type: ignore[arg-type]  # an iterator serves it as well as a generator
        max_files=1,
        max_fields=8,
        max_part_size=64_000,
    )
    try:
        form = await parser.parse()
    except (MultiPartException, KeyError, UnicodeDecodeError) as error:
        # KeyError: a form that does not say how its parts are set apart.
        raise _refused("sound.no_form", "That form cannot be read.") from error
    try:
        files = [one for _, one in form.multi_items() if isinstance(one, UploadFile)]
        return await files[0].read() if files else b""
    finally:
        await form.close()


async def _bounded(request: Request, most_bytes: int) -> AsyncIterator[bytes]:
    left = most_bytes
    async for chunk in request.stream():
        left -= len(chunk)
        if left < 0:
            raise _refused("body.too_large", f"At most {most_bytes // 1_000_000} MB are taken.")
        yield chunk


def _refused(code: str, sentence: str) -> PamError:
    return PamError(code, sentence, fault=Fault.USER)
