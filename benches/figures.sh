# Figures of two programs that do the same; sourced by the benchmarks. Labels are `ours-WHAT` and `theirs-WHAT`; what our
# program says to standard error is in $dir/ours.log.

# measure LABEL COMMAND...: runs it and adds its figures to those of the label: seconds, CPU seconds.
declare -A seconds cpu
measure() {
    local label=$1 figures TIMEFORMAT='%R %U %S'
    shift
    figures=$({ time "$@" 1>&3 2>&4; } 3>&1 4>&2 2>&1) 3>&1 4>&2 || { echo "failed: $*" >&2; cat "$dir/ours.log" >&2; exit 1; }
    read -r real user_time system_time <<<"$(tail -n1 <<<"$figures")"
    seconds[$label]="${seconds[$label]:-} $real"
    cpu[$label]="${cpu[$label]:-} $(awk -v a="$user_time" -v b="$system_time" 'BEGIN { print a + b }')"
}
median() { tr ' ' '\n' <<<"$*" | sed '/^$/d' | sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
# report WHAT AMOUNT UNIT PROGRAM [WHERE]: one line, `ratio` above 1 where ours is faster.
report() {
    local what=$1 amount=$2 unit=$3 them=$4 where=${5:-} a b ca cb
    a=$(median "${seconds[ours-$what]}") b=$(median "${seconds[theirs-$what]}")
    ca=$(median "${cpu[ours-$what]}") cb=$(median "${cpu[theirs-$what]}")
    awk -v what="${where:+$where }$what" -v n="$amount" -v unit="$unit" -v a="$a" -v b="$b" -v ca="$ca" -v cb="$cb" -v them="$them" 'BEGIN {
        printf "%-24s catamaran %8.1f %s  cpu %6.2f s   %s %8.1f %s  cpu %6.2f s   ratio %5.2f  cpu ratio %5.2f\n",
            what, n / a, unit, ca, them, n / b, unit, cb, b / a, ca / (cb > 0 ? cb : 0.01) }'
}
