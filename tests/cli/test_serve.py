import os
import signal
import socket
import time
from pathlib import Path

import httpx

from survey.cli.demo.server import find_port, run_server
from tests.cli.accord import accord

# A deployment tool waits ten seconds before it kills.
STOP_SECONDS = 8


def test_the_server_answers_and_ends_when_it_is_asked_to(tmp_path: Path) -> None:
    with run_server(tmp_path, find_port()) as server:
        office = httpx.get(f"{server.address}/office", trust_env=False)
        began = time.monotonic()
        server.process.terminate()
        code = server.process.wait(STOP_SECONDS)
        took = time.monotonic() - began

    assert office.status_code == 200
    assert code == 0
    assert took < STOP_SECONDS


def test_the_server_ends_though_somebody_holds_a_connection(tmp_path: Path) -> None:
    with run_server(tmp_path, find_port()) as server:
        port = int(server.address.rsplit(":", 1)[1])
        with socket.create_connection(("127.0.0.1", port)) as held:
            held.sendall(b"POST /s/x/cast HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n")
            time.sleep(0.2)
            server.process.terminate()
            code = server.process.wait(STOP_SECONDS)

    assert code == 0


def test_the_log_holds_neither_addresses_nor_paths(tmp_path: Path) -> None:
    with run_server(tmp_path, find_port()) as server:
        for path in ("/office", "/s/canary", "/nowhere/canary"):
            httpx.get(f"{server.address}{path}", trust_env=False)

    log = (tmp_path / "server.log").read_text()
    assert log == f"Кабинет HR: {server.address}/office\n"


def test_a_port_that_is_none_is_refused(tmp_path: Path) -> None:
    assert accord(tmp_path, "serve", "--port", "70000").exit_code == 2
    wrong = accord(tmp_path, "serve", ACCORD_PORT="web")

    assert wrong.exit_code == 3
    assert "Настройка ACCORD_PORT не годится: «web»." in wrong.stderr


def test_a_port_that_somebody_listens_on_is_refused_before_anything_is_said(
    tmp_path: Path,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = accord(tmp_path, "serve", "--port", str(other.getsockname()[1]))

    assert taken.exit_code == 3
    assert taken.stdout == ""
    assert "занят другой программой" in taken.stderr


def test_a_second_server_of_the_same_installation_is_refused_in_plain_words(tmp_path: Path) -> None:
    with run_server(tmp_path, find_port()):
        second = accord(tmp_path, "serve", "--port", str(find_port()))

    assert second.exit_code == 3
    assert second.stdout == ""
    assert "Сервер этой установки уже работает" in second.stderr


def test_a_server_whose_main_process_was_killed_does_not_go_on_alone(tmp_path: Path) -> None:
    port = find_port()
    with run_server(tmp_path, port) as server:
        os.kill(server.process.pid, signal.SIGKILL)
        server.process.wait(STOP_SECONDS)
        deadline = time.monotonic() + 2 * STOP_SECONDS
        while time.monotonic() < deadline and _answers(port):
            time.sleep(0.2)
        assert not _answers(port)

    with run_server(tmp_path, find_port()) as again:
        assert httpx.get(f"{again.address}/health", trust_env=False).is_success


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
