#!/bin/sh
# Adds up the counts of all slices and prints the ten most frequent 4-mers.
#   merge.sh SLICES
set -eu
slices=$1
cd "$GODOCKER_VOLUME_WORK/kmers"

files=
slice=1
while [ "$slice" -le "$slices" ]; do
  files="$files $slice.tsv"
  slice=$((slice + 1))
done
# shellcheck disable=SC2086  # the names are numbers
awk '{ count[$1] += $2; total += $2 }
  END {
    for (kmer in count) print kmer "\t" count[kmer]
    print total > "total"
  }' $files | LC_ALL=C sort -k2,2nr -k1,1 >result.tsv
echo "total	$(cat total)"
head -n 10 result.tsv
