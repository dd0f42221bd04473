"""A person's own key: made for its owner alone, and what it signed cannot be changed."""

from __future__ import annotations

import stat
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from drafts import START, draft
from trueup.adapters.ed25519 import is_genuine, new_key, public_key, sealed_by
from trueup.adapters.ledger_file import FileLedger
from trueup.core.base.errors import ErrorCode, TrueupError

SOURCES = Path(__file__).parents[2] / "src"
WORDS = "four words and more"


@pytest.fixture
def key(tmp_path):
    file = tmp_path / "coo.pem"
    new_key(file)
    return file


def test_a_new_key_is_its_owner_s_alone(tmp_path):
    public = new_key(tmp_path / "coo.pem")
    assert stat.S_IMODE((tmp_path / "coo.pem").stat().st_mode) == 0o600
    assert public_key(tmp_path / "coo.pem") == public
    assert len(public) == 44


def test_a_key_is_never_written_over(key):
    before = key.read_bytes()
    with pytest.raises(TrueupError, match="exists already") as wrong:
        new_key(key)
    assert wrong.value.code is ErrorCode.OUTPUT
    assert key.read_bytes() == before


def test_what_was_signed_is_genuine_in_any_place_of_the_ledger(tmp_path, key):
    sealed = sealed_by(key, draft("agreed"))
    assert sealed.proof == "sealed"
    assert sealed.sealed.key == public_key(key)
    assert is_genuine(sealed)
    ledger = FileLedger(tmp_path / "ledger.jsonl")
    ledger.append(draft("before"))
    ledger.append(sealed)
    assert is_genuine(ledger.entries()[1].draft)


@pytest.mark.parametrize(
    "change",
    [
        {"note": "agreed to more"},
        {"who": "cfo"},
        {"role": "owner"},
        {"initiative": "another"},
        {"at": START + timedelta(days=1)},
        {"phase": "discovery"},
    ],
)
def test_a_changed_word_is_not_what_was_signed(key, change):
    assert not is_genuine(replace(sealed_by(key, draft("agreed")), **change))


def test_another_key_or_signature_is_not_genuine(tmp_path, key):
    new_key(tmp_path / "cfo.pem")
    sealed = sealed_by(key, draft("agreed"))
    other = sealed_by(tmp_path / "cfo.pem", draft("agreed"))
    assert not is_genuine(replace(sealed, sealed=replace(sealed.sealed, key=other.sealed.key)))
    assert not is_genuine(replace(sealed, sealed=replace(sealed.sealed, signature=other.sealed.signature)))
    assert not is_genuine(replace(sealed, sealed=replace(sealed.sealed, key="no base64")))
    assert not is_genuine(draft("never signed"))


def test_a_key_with_a_passphrase_opens_with_it_only(tmp_path):
    file = tmp_path / "coo.pem"
    new_key(file, WORDS)
    assert is_genuine(sealed_by(file, draft(), WORDS))
    with pytest.raises(TrueupError, match="it has a passphrase, and none was given"):
        sealed_by(file, draft())
    with pytest.raises(TrueupError, match="the passphrase is not the right one"):
        sealed_by(file, draft(), "three words")


def test_a_passphrase_for_a_key_without_one_is_told(key):
    with pytest.raises(TrueupError, match="a passphrase was given, and it has none"):
        sealed_by(key, draft(), WORDS)


def test_a_key_of_openssh_can_sign(tmp_path):
    file = tmp_path / "id_ed25519"
    try:
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", file], check=True)
    except FileNotFoundError:
        pytest.skip("needs ssh-keygen")
    assert is_genuine(sealed_by(file, draft()))


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620])
def test_a_key_that_others_can_reach_is_refused(key, mode):
    key.chmod(mode)
    with pytest.raises(TrueupError, match="can be read by others") as wrong:
        sealed_by(key, draft())
    assert f"chmod 600 {key}" in wrong.value.fix


@pytest.mark.parametrize(("text", "says"), [("", "holds no private key"), ("my key\n", "holds no private key")])
def test_a_file_that_is_no_key_is_named(tmp_path, text, says):
    file = tmp_path / "coo.pem"
    file.write_text(text)
    file.chmod(0o600)
    with pytest.raises(TrueupError, match=says) as wrong:
        sealed_by(file, draft())
    assert "ssh-keygen -t ed25519" in wrong.value.fix


def test_a_key_of_another_kind_is_refused(tmp_path):
    from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    file = tmp_path / "coo.pem"
    text = generate_private_key(SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(text)
    file.chmod(0o600)
    with pytest.raises(TrueupError, match="of another kind than Ed25519"):
        sealed_by(file, draft())


def test_a_key_that_is_not_there_is_named(tmp_path):
    with pytest.raises(TrueupError, match="cannot be read: No such file or directory"):
        sealed_by(tmp_path / "nowhere.pem", draft())


WITHOUT = """
import sys
sys.path.insert(0, sys.argv[1])
sys.modules["cryptography"] = None
from pathlib import Path
from trueup.adapters.ed25519 import new_key
from trueup.core.base.errors import TrueupError
try:
    new_key(Path(sys.argv[2]))
except TrueupError as error:
    print(error.code, error.fix)
"""


def test_without_the_extra_the_pip_line_is_the_answer(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT, SOURCES, tmp_path / "coo.pem"], capture_output=True, text=True, check=True
    )
    assert done.stdout == "extra Add it: pip install 'trueup[keys]'\n"
    assert list(tmp_path.iterdir()) == []
