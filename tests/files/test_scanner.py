"""The optional scanner: clean, infected, refusing, and not there."""

import io
import socket
import threading

import pytest

from ocms_core.files.scanner import Clamd
from ocms_core.files.sniffing import RefusedFileError
from ocms_core.settings import SettingsError
from tests.files.samples import PDF


@pytest.fixture
def clamd():
    """Return a way to start something that speaks clamd's protocol and what it was sent."""
    listening, threads = [], []

    def start(verdict):
        server = socket.create_server(("127.0.0.1", 0))
        listening.append(server)
        got = {}

        def serve():
            connection, _peer = server.accept()
            with connection, connection.makefile("rb") as stream:
                got["command"] = stream.read(10)
                content = b""
                while length := int.from_bytes(stream.read(4), "big"):
                    content += stream.read(length)
                got["content"] = content
                connection.sendall(verdict)

        thread = threading.Thread(target=serve)
        thread.start()
        threads.append(thread)
        return Clamd(f"tcp://127.0.0.1:{server.getsockname()[1]}"), got

    yield start
    for thread in threads:
        thread.join()
    for server in listening:
        server.close()


def test_a_clean_file_passes_and_the_scanner_saw_all_of_it(clamd):
    scanner, got = clamd(b"stream: OK\0")
    file = io.BytesIO(PDF * 20_000)
    scanner.check(file)
    assert got == {"command": b"zINSTREAM\0", "content": PDF * 20_000}
    assert file.tell() == 0


@pytest.mark.parametrize(
    ("verdict", "sentence"),
    [
        (b"stream: Win.Test.EICAR_HDB-1 FOUND\0", "recognised as a virus"),
        (b"INSTREAM size limit exceeded. ERROR\0", "cannot be checked for viruses"),
        (b"", "cannot be checked for viruses"),
    ],
)
def test_everything_else_is_refused(clamd, verdict, sentence):
    scanner, _got = clamd(verdict)
    with pytest.raises(RefusedFileError) as refused:
        scanner.check(io.BytesIO(PDF))
    assert sentence in refused.value.sentence


def test_a_scanner_that_is_not_there_lets_nothing_through(files, monkeypatch, tmp_path):
    registry = files.app.app.registry
    monkeypatch.setitem(registry, "file_scanner", Clamd(f"unix://{tmp_path}/nobody"))
    answer = files.send(("a.pdf", PDF))
    assert answer.status_int == 422
    assert "cannot be checked for viruses" in answer
    assert files.names() == []


@pytest.mark.parametrize("address", ["clamd", "tcp://host", "unix://", "http://x:1"])
def test_a_wrong_address_stops_the_boot(address):
    with pytest.raises(SettingsError, match="OCMS_CLAMD"):
        Clamd(address)
