# What the scripts beside this file share; not to be run. $root is the project's root, set by whoever sources it.

java_command=${JAVA_HOME:+$JAVA_HOME/bin/}java
built=$root/conformance/target/built-from

fail() {
  printf 'conformance/%s: %s\n' "$(basename "$0")" "$*" >&2
  exit 1
}

sources() {
  (
    cd "$root"
    find pom.xml .mvn {framework/core,framework/client,mock-server,mock-auth-server,conformance}/{pom.xml,src/main} -type f -print |
      LC_ALL=C sort | xargs cksum | cksum
  )
}

# The class path, if it was made of the sources as they are now and all of it is still there.
class_path() {
  local entry entries
  [ -f "$built" ] && [ "$(cat "$built")" = "$(sources)" ] || return 1
  entries=$root/conformance/target/classes:$(cat "$root/conformance/target/classpath" 2>/dev/null) || return 1
  while IFS= read -r -d : entry; do
    [ -e "$entry" ] || return 1
  done <<<"$entries:"
  printf '%s' "$entries"
}

# Compiles what the programs of this module need, if it is not compiled yet; says nothing unless that fails.
build() {
  class_path >/dev/null && return
  command -v "$java_command" >/dev/null || fail "no java: install a JDK 17 or newer, or set JAVA_HOME"
  mkdir -p "$root/conformance/.suite"
  (
    # Two builds in one place would trip over each other.
    ! command -v flock >/dev/null || flock 9
    class_path >/dev/null && exit
    cd "$root"
    now=$(sources)
    output=$(./mvnw -B -ntp -q package -pl conformance -am \
      -Dmaven.test.skip -Dmaven.javadoc.skip -Dspotless.check.skip </dev/null 2>&1) || {
      printf '%s\n' "$output" >&2
      fail "the build failed, see above"
    }
    printf '%s\n' "$now" >"$built"
  ) 9>"$root/conformance/.suite/build.lock" || exit 1
  class_path >/dev/null || fail "the sources changed while they were built: try again"
}
