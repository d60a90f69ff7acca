# The English texts of Catamaran. Plain words: what happened, why, what to do. Values come last, after a colon.
# Server texts are never translated; they stand beside these.

app-name = Catamaran

## Numbers (text/number.rs)

size-of = { $done } of { $total }
rate = { $size }/s
seconds = { $secs } s
minutes-seconds = { $minutes } min { $secs }
hours-minutes = { $hours } h { $minutes }
days = { $days ->
    [one] { $days } day
   *[other] { $days } days
}
today-at = today { $time }
yesterday-at = yesterday { $time }
date-at = { $day } { $month } { $year } { $time }
month-1 = Jan
month-2 = Feb
month-3 = Mar
month-4 = Apr
month-5 = May
month-6 = Jun
month-7 = Jul
month-8 = Aug
month-9 = Sep
month-10 = Oct
month-11 = Nov
month-12 = Dec
