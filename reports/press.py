"""Keep the child that turns HTML into a PDF; know no release, no secret, no network, no other file.

It runs alone (`python -I press.py`), so it imports nothing of ours. HTML comes in on standard
input, the PDF goes out on standard output, and every complaint is one line of standard error:
a report with a complaint is not printed.

usage: press.py STYLESHEET FONTS
"""

import gc
import logging
import resource
import sys
from pathlib import Path

import pydyf
import weasyprint
from weasyprint.pdf.metadata import DocumentMetadata
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

MEGABYTE = 1024 * 1024
CPU_SECONDS = 120
MEMORY = 2048 * MEGABYTE
LARGEST_FILE = 64 * MEGABYTE
OPEN_FILES = 256

COMPLAINED, UNPRINTABLE = 4, 5
VARIANT = "pdf/a-2a"
ENDING = b"\nendstream"

# PDF/UA-1 beside PDF/A-2a: WeasyPrint writes one identification, the second is added by hand,
# with the extension schema that PDF/A (ISO 19005-2, 6.6.2.3) asks for unknown namespaces.
PDF_UA = """
<rdf:Description xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about=""><pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
<rdf:Description xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#" rdf:about="">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that the file conforms to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""

# Events of sys.audit that printing never needs; PEP 578 lets a hook refuse them for good.
REFUSED_EVENTS = ("socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.fork")


def main(stylesheet: Path, fonts: Path) -> int:
    """Print the page on standard input; return the exit code."""
    limit_resources()
    sys.addaudithook(refuse_to_leave)
    complaints: list[str] = []
    listen(complaints)
    pdf = print_page(sys.stdin.buffer.read().decode(), OwnFiles(stylesheet, fonts), complaints)
    if complaints:
        sys.stderr.write("".join(f"{line}\n" for line in complaints))
        return COMPLAINED
    sys.stdout.buffer.write(pdf)
    return 0


def limit_resources() -> None:
    """Bound processor time, memory and files, so that a hostile page ends itself only."""
    for kind, most in (
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, LARGEST_FILE),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(kind)
        bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (bound, bound))


def refuse_to_leave(event: str, facts: tuple[object, ...]) -> None:
    """Refuse what printing never needs: a connection, a process."""
    del facts
    if event.startswith(REFUSED_EVENTS):
        raise PermissionError(event)


class OwnFiles(URLFetcher):  # type: ignore[misc] # WeasyPrint has no types
    """Fetch our stylesheet and our fonts, and nothing else in the world."""

    def __init__(self, stylesheet: Path, fonts: Path) -> None:
        super().__init__()
        self.files = {"accord:/report.css": (stylesheet, "text/css")} | {
            f"accord:/fonts/{file.name}": (file, "font/ttf") for file in fonts.glob("*.ttf")
        }

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        """Return one of our files; anything else ends the printing."""
        del headers
        if url not in self.files:
            raise FatalURLFetchingError(f"refused to fetch {url}")
        file, kind = self.files[url]
        return URLFetcherResponse(url, file.read_bytes(), {"Content-Type": kind})


class Identified(DocumentMetadata):  # type: ignore[misc] # WeasyPrint has no types
    """The metadata of a page that is PDF/UA-1 as well."""

    def include_in_pdf(self, *facts: object) -> None:
        """Write the metadata as plain text: PDF/A-2 (6.6.2.1) lets no filter stand before it."""
        *known, _ = facts
        super().include_in_pdf(*known, False)

    def generate_rdf_metadata(self, *facts: object) -> bytes:
        """Add our identification to the one that WeasyPrint writes."""
        rdf: bytes = super().generate_rdf_metadata(*facts)
        return rdf.replace(b"</rdf:RDF>", PDF_UA.encode() + b"</rdf:RDF>")


def print_page(html: str, fetcher: OwnFiles, complaints: list[str]) -> bytes:
    """Lay the page out and return the PDF, or nothing when a fetch was refused."""
    gc.disable()  # nothing lives long here; collecting costs a tenth of the time
    try:
        page = weasyprint.HTML(string=html, url_fetcher=fetcher).render()
        page.metadata.__class__ = Identified
        return bytes(page.write_pdf(pdf_variant=VARIANT, finisher=end_streams))
    except FatalURLFetchingError as refusal:
        complaints.append(str(refusal))
        return b""


class Ended:
    """A stream whose last byte cannot be taken for a part of the line end that follows it."""

    @property
    def data(self) -> bytes:
        """Write the stream with a line end of two bytes."""
        whole: bytes = super().data  # type: ignore[misc] # pydyf's Stream comes next in the order
        return whole.removesuffix(ENDING) + b"\r" + ENDING


class Ending:
    """A file whose streams all end so, those too that appear while it is written."""

    def add_object(self, added: pydyf.Object) -> None:
        """Add an object, and end it if it is a stream."""
        super().add_object(added)  # type: ignore[misc] # pydyf's PDF comes next in the order
        end_stream(added)


def end_streams(document: object, pdf: pydyf.PDF) -> None:
    """End streams so that their length is what readers count (ISO 19005-2, 6.1.7.1).

    One stream in 256 ends with a carriage return; with the line feed after it that looks like one
    line end, and the stream like a byte too short. Streams of objects and of references are made
    only when the file is written.
    """
    del document
    for each in pdf.objects:
        end_stream(each)
    pdf.__class__ = type("EndingFile", (Ending, type(pdf)), {})


def end_stream(each: pydyf.Object) -> None:
    """End one stream whose last byte would be taken for a part of the line end."""
    if isinstance(each, pydyf.Stream) and each.data.endswith(b"\r" + ENDING):
        each.__class__ = type("EndedStream", (Ended, type(each)), {})


class Listener(logging.Handler):
    """Write down what WeasyPrint and the font tools warn of."""

    def __init__(self, complaints: list[str]) -> None:
        super().__init__(logging.WARNING)
        self.complaints = complaints

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one line."""
        self.complaints.append(f"{record.name}: {record.getMessage()}")


def listen(complaints: list[str]) -> None:
    """Collect every warning of WeasyPrint and of fontTools into `complaints`."""
    for name in ("weasyprint", "fontTools"):
        logging.getLogger(name).addHandler(Listener(complaints))


if __name__ == "__main__":
    try:
        sys.exit(main(*(Path(argument) for argument in sys.argv[1:3])))
    except Exception as failure:
        # One line for the parent, not a trace: the trace would quote the page.
        sys.stderr.write(f"{type(failure).__name__}: {failure}\n")
        sys.exit(UNPRINTABLE)
