#!/bin/sh
# Makes the pinned environments of the peers beside this script. No root needed.
#
#   setup.sh                  .venv: numpy, scikit-learn, SPAMS, SPORCO (300 MB)
#   setup.sh --torch pypi     also .venv-torch: PyTorch with MKL (6 GB, brings GPU libraries along)
#   setup.sh --torch debian   also .venv-torch-debian: PyTorch with OpenBLAS from Debian 12's
#                             packages, unpacked here and not installed (600 MB)
#
# PYTHON names the interpreter (default python3.11 or python3); 3.11 is the one tried.
set -eu
cd "$(dirname "$0")"

torch=
case "${1-}" in
--torch) torch=${2-} ;;
'') ;;
*) echo "setup.sh: unknown argument $1; expected --torch pypi or --torch debian" >&2; exit 2 ;;
esac
case "$torch" in
pypi | debian | '') ;;
*) echo "setup.sh: --torch is pypi or debian, not $torch" >&2; exit 2 ;;
esac

python=${PYTHON:-$(command -v python3.11 || command -v python3)}

# environment DIR REQUIREMENTS
environment() {
	"$python" -m venv "$1"
	"$1/bin/pip" install --quiet --require-hashes --only-binary :all: -r "$2"
	echo "$1 is ready: $("$1/bin/python" --version)" >&2
}

# debian_torch unpacks python3-torch and whatever of its dependencies is not installed.
debian_torch() {
	dir=$PWD/.venv-torch-debian
	rm -rf "$dir"
	mkdir -p "$dir/debs" "$dir/root" "$dir/bin"
	packages=$(LC_ALL=C apt-get install --simulate --no-install-recommends \
		python3-torch=1.13.1+dfsg-4 python3-numpy python3-threadpoolctl libopenblas0-pthread |
		awk '$1 == "Inst" { print $2 }')
	(cd "$dir/debs" && apt-get download $packages >/dev/null 2>&1)
	for deb in "$dir"/debs/*.deb; do
		[ -e "$deb" ] && dpkg -x "$deb" "$dir/root"
	done
	rm -rf "$dir/debs"
	folders=$(find "$dir/root" -name '*.so*' -not -path '*/dist-packages/*' -printf '%h\n' | sort -u | tr '\n' ':')
	cat >"$dir/bin/python" <<EOF
#!/bin/sh
export LD_LIBRARY_PATH="$dir/root/usr/lib/x86_64-linux-gnu/openblas-pthread:$folders"
export PYTHONPATH="$dir/root/usr/lib/python3/dist-packages"
exec /usr/bin/python3 "\$@"
EOF
	chmod +x "$dir/bin/python"
	"$dir/bin/python" -c 'import torch' || { echo "setup.sh: Debian's torch does not load" >&2; exit 1; }
	echo ".venv-torch-debian is ready" >&2
}

environment .venv requirements.txt
case "$torch" in
pypi) environment .venv-torch requirements-torch.txt ;;
debian) debian_torch ;;
esac
