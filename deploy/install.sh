#!/bin/sh
# Installs Tongxing from this folder: Python 3.11 or newer, no network. Safe to repeat; a newer bundle upgrades.
set -eu
umask 022
here=$(cd "$(dirname "$0")" && pwd)
to="" data="" host="" python="" areas="" only_check="" only_files="" empty="" english=""

usage() {
	cat <<'WORDS'
./install.sh [options]
  --host NAME      the site's name or address in browsers, such as tongxing.example.cn; a proxy with HTTPS stands before it
                   网站的域名或内网地址；前面有 HTTPS 代理
  --areas FILE     division codes to begin with: code,name    区划代码表
  --to FOLDER      the program (root: /srv/tongxing, else ~/tongxing)    程序放在哪里
  --data FOLDER    data and secrets (root: /var/lib/tongxing, else TO/data)    数据和密钥放在哪里
  --python FILE    which Python    用哪个 Python
  --check          check the machine and change nothing    只检查，不安装
  --empty          make no secrets and no tables: a backup is to be restored here (docs/recover.md)    留空，用来恢复备份
  --only-files     put the program down beside the one that runs, and switch nothing    只放程序，不切换
  --english        English
WORDS
}

say() { if [ -n "$english" ]; then echo "$2"; else echo "$1"; fi; }
warn() { say "! $1" "! $2"; }
fail() { say "✗ $1" "X $2" >&2; exit 1; }
about() { sed -n "s/^$1=//p" "$here/BUNDLE"; }
root() { [ "$(id -u)" = 0 ]; }
systemd() { root && [ -d /run/systemd/system ] && command -v systemctl >/dev/null; }

arguments() {
	while [ $# -gt 0 ]; do
		case "$1" in
		--host | --areas | --to | --data | --python)
			[ $# -gt 1 ] || { usage >&2; exit 2; }
			case "$1" in --host) host=$2 ;; --areas) areas=$2 ;; --to) to=$2 ;; --data) data=$2 ;; --python) python=$2 ;; esac
			shift ;;
		--check) only_check=1 ;;
		--only-files) only_files=1 ;;
		--empty) empty=1 ;;
		--english) english=1 ;;
		--help | -h) usage; exit 0 ;;
		*) usage >&2; exit 2 ;;
		esac
		shift
	done
	# A bare console draws no Chinese.
	case "${TERM:-dumb}:${LC_ALL:-${LC_CTYPE:-${LANG:-}}}" in linux:* | *:C | *:POSIX) english=1 ;; esac
	if root; then : "${to:=/srv/tongxing}" "${data:=/var/lib/tongxing}"; else : "${to:=$HOME/tongxing}" "${data:=$to/data}"; fi
	case "$to$data" in *[\ \"\'\\]*) fail "路径里不要有空格和引号。" "No spaces or quotes in the folders." ;; esac
	case "$to" in /*) ;; *) to=$PWD/$to ;; esac
	case "$data" in /*) ;; *) data=$PWD/$data ;; esac
	case "$host" in *[!a-zA-Z0-9.-]*) fail "--host 只写域名或地址，不带 https:// 和端口。" "--host takes a name or an address, without https:// and port." ;; esac
	if [ -n "$areas" ] && [ ! -r "$areas" ]; then fail "读不到 $areas。" "$areas cannot be read."; fi
	settings=$to/tongxing.env
	if root; then settings=/etc/tongxing.env; fi
	version=$(about VERSION)
	new=$to/$version
}

# ---- the machine -----------------------------------------------------------------------------------------------------
check() {
	(cd "$here" && sha256sum --check --quiet SHA256SUMS) ||
		fail "安装包不完整或被改动过，请重新拷贝。" "The bundle is not whole or was changed: copy it again."
	[ "$(uname -m)" = "$(about MACHINE)" ] ||
		fail "这台机器是 $(uname -m)，安装包是 $(about MACHINE) 的。" "This machine is $(uname -m), the bundle is for $(about MACHINE)."
	check_library
	find_python
	room "$to" 2 "程序" "the program"
	room "$data" 5 "数据和备份" "data and backups"
	memory=$(sed -n 's/^MemTotal: *\([0-9]*\).*/\1/p' /proc/meminfo)
	[ "$memory" -ge 1800000 ] || warn "内存不到 2 GB，匹配大的名单时会慢或失败。" "Less than 2 GB of memory: a large matching will be slow or fail."
	[ "$(date +%s)" -ge "$(about MOMENT)" ] || fail "机器的时钟不对：$(date)。请先校时。" "The clock is wrong: $(date). Set it first."
	say "✓ 机器符合要求：$(uname -m)，Python $found，安装包 $version 完整，中文字体在包内。" \
		"OK: $(uname -m), Python $found, bundle $version whole, the Chinese font is inside."
}

check_library() {
	library=$(getconf GNU_LIBC_VERSION 2>/dev/null | sed 's/glibc //')
	oldest=$(printf '%s\n%s\n' "$(about GLIBC)" "${library:-0}" | sort -V | head -n 1)
	[ "$oldest" = "$(about GLIBC)" ] ||
		fail "系统太旧：需要 glibc $(about GLIBC) 以上，这里是 ${library:-没有}。" "The system is too old: glibc $(about GLIBC) or newer is needed, here is ${library:-none}."
}

find_python() {
	seen=""
	for one in ${python:-python3.13 python3.12 python3.11 python3}; do
		command -v "$one" >/dev/null || continue
		found=$("$one" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || continue
		seen="$seen $found"
		case " $(about PYTHONS) " in *" $found "*) ;; *) continue ;; esac
		"$one" -c 'import ctypes, sqlite3, ssl, venv, zlib' 2>/dev/null || continue
		python=$(command -v "$one")
		return
	done
	fail "没有找到可用的 Python（需要 $(about PYTHONS) 之一，找到：${seen:- 无}）。请先从系统的安装光盘或软件源安装，例如 dnf install python3.11、apt install python3。" \
		"No usable Python: one of $(about PYTHONS) is needed, found:${seen:- none}. Install it from the system's own packages first, as dnf install python3.11, apt install python3."
}

room() {
	place=$1
	while [ ! -d "$place" ]; do place=$(dirname "$place"); done
	free=$(($(df -Pk "$place" | awk 'NR == 2 { print $4 }') / 1048576))
	if [ "$free" -ge "$2" ]; then return; fi
	[ "$free" -ge 2 ] || fail "$place 只剩 $free GB，放$3至少要 2 GB。" "$place has $free GB left; $4 need 2 GB at least."
	warn "$place 只剩 $free GB，放$3建议 $2 GB 以上。" "$place has $free GB left; for $4 $2 GB or more are better."
}

# ---- the program -----------------------------------------------------------------------------------------------------
put_program() {
	if [ -e "$new/.complete" ]; then
		say "✓ $version 已经安装在 $new。" "OK: $version is in $new already."
		return
	fi
	say "… 安装程序到 $new（约两分钟，不联网）" "... putting the program into $new (about two minutes, no network)"
	rm -rf "$new"
	mkdir -p "$new"
	cp -R "$here/program" "$new/program"
	# Compiled messages older than their text would be made anew, which the service may not do here.
	find "$new/program/app" -name messages.mo -exec touch {} +
	cp -R "$here/licences" "$here/SHA256SUMS" "$here/BUNDLE" "$new/"
	"$python" -m venv --without-pip "$new/.venv"
	PIP_CONFIG_FILE=/dev/null "$new/.venv/bin/python" "$here/wheels/$(about PIP)/pip" --isolated --quiet \
		--disable-pip-version-check install --no-cache-dir --no-index --find-links "$here/wheels" --require-hashes \
		--no-deps --no-warn-script-location --requirement "$new/program/requirements.txt"
	"$new/.venv/bin/python" -m compileall -q "$new/program"
	touch "$new/.complete"
}

put_user() {
	for one in tongxing tongxing-proxy; do
		if root && ! id "$one" >/dev/null 2>&1; then
			useradd --system --user-group --home-dir "$data" --no-create-home --shell /sbin/nologin "$one"
		fi
	done
	mkdir -p "$data/lists"
	chmod 700 "$data" "$data/lists"
	if root; then chown tongxing: "$data" "$data/lists"; fi
}

put_settings() {
	if [ -e "$settings" ]; then return; fi
	{
		echo "# Settings of Tongxing, one NAME=value a line; what each means: $to/current/program/docs/running.md"
		echo "APP_ENV=production"
		echo "INSTANCE_PATH=$data"
		if [ -n "$host" ]; then printf 'TRUSTED_HOSTS=%s\nPROXIES=1\nSITE_URL=https://%s\n' "$host" "$host"; fi
	} >"$settings"
	chmod 640 "$settings"
	if ! root; then return; fi
	chown root:tongxing "$settings"
	if [ -n "$host" ]; then
		printf '# For tongxing-proxy.service; what SITE_TLS may say: docs/https.md\nSITE_URL=https://%s\nSITE_TLS=\n' "$host" >/etc/tongxing-proxy.env
	fi
}

put_command() {
	printf '#!/bin/sh\nexec "%s/current/.venv/bin/python" -P "%s/current/program/deploy/command.py" "%s" "$@"\n' "$to" "$to" "$settings" >"$to/tongxing"
	chmod 755 "$to/tongxing"
	if root && [ -d /usr/local/bin ]; then ln -sfn "$to/tongxing" /usr/local/bin/tongxing; fi
}

put_units() {
	for unit in tongxing.service tongxing-proxy.service tongxing-web.service tongxing-worker@.service; do
		sed -e "s|/srv/tongxing|$to|g" -e "s|/var/lib/tongxing|$data|g" "$new/program/deploy/systemd/$unit" >"/etc/systemd/system/$unit"
	done
	systemctl daemon-reload
}

# ---- first time, and upgrading ---------------------------------------------------------------------------------------
first_time() {
	ln -sfn "$version" "$to/current"
	set -- setup
	if [ -n "$areas" ]; then
		cp "$areas" "$data/lists/areas.csv"
		if root; then chown tongxing: "$data/lists/areas.csv"; fi
		set -- "$@" --areas "$data/lists/areas.csv"
	fi
	"$to/tongxing" "$@" || {
		rm -f "$to/current"
		fail "没有完成：看上面的原因，改好以后再运行一次。" "Not finished: see why above, correct it and run this again."
	}
	say "! 请现在就把 $data/secrets.json 复制到另一个安全的地方（不要和备份放在一起）：丢了它，姓名和电话谁也读不出来。" \
		"! Copy $data/secrets.json to another safe place now, apart from the backups: without it nobody can read a name."
}

upgrade() {
	before=$(readlink "$to/current")
	if [ "$before" = "$version" ]; then return; fi
	if systemd && systemctl is-active --quiet tongxing-web; then
		fail "这台机器是多机部署的一部分：用 --only-files，再照 docs/upgrade.md 做。" "This machine is one of several: use --only-files, then follow docs/upgrade.md."
	fi
	say "… 从 $before 升级：先备份并核对" "... upgrading from $before: a backup first, verified"
	"$to/tongxing" backup create
	"$to/tongxing" backup verify
	if systemd && systemctl is-active --quiet tongxing; then systemctl stop tongxing; fi
	ln -sfn "$version" "$to/current"
	"$to/tongxing" db upgrade || fail "数据库没有升级成功。退回：ln -sfn $before $to/current，再照 docs/recover.md 恢复刚才的备份。" \
		"The database was not upgraded. To go back: ln -sfn $before $to/current, then restore the backup just made as docs/recover.md says."
	say "✓ 已升级。要退回：ln -sfn $before $to/current，再重新启动。" "OK: upgraded. To go back: ln -sfn $before $to/current, then start again."
}

start() {
	if systemd; then
		put_units
		systemctl enable --quiet --now tongxing
		say "✓ 服务 tongxing 已启动，开机自动启动。看日志：journalctl -u tongxing" "OK: the service tongxing runs, and starts with the machine. Its log: journalctl -u tongxing"
		say "  下一步 HTTPS：docs/https.md（systemctl enable --now tongxing-proxy）" "  Next, HTTPS: docs/https.md (systemctl enable --now tongxing-proxy)"
	else
		say "启动：$to/tongxing serve（没有 systemd：可放进 crontab 的 @reboot 行）" "To start: $to/tongxing serve (no systemd: an @reboot line of crontab does)"
	fi
	say "其他命令：$to/tongxing --help；体检：$to/tongxing doctor" "Other commands: $to/tongxing --help; is all in order: $to/tongxing doctor --english"
}

arguments "$@"
check
if [ -n "$only_check" ]; then exit 0; fi
put_program
if [ -n "$only_files" ]; then exit 0; fi
put_user
put_settings
put_command
if [ -n "$empty" ] && [ ! -e "$to/current" ]; then
	ln -sfn "$version" "$to/current"
	if systemd; then put_units; fi
	say "✓ 已留空。把 secrets.json 和 backup.key 放进 $data，照 docs/recover.md 恢复，最后再运行一次 ./install.sh。" \
		"OK: left empty. Put secrets.json and backup.key into $data, restore as docs/recover.md says, then run ./install.sh once more."
	exit 0
fi
if [ -e "$to/current" ]; then upgrade; else first_time; fi
start
