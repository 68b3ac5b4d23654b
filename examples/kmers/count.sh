#!/bin/sh
# Counts the overlapping 4-mers that begin in one slice of a genome.
#   count.sh GENOME SLICES      genome: a FASTA file on the volume `work`; this task's slice is its array index, from 1
# Slices overlap by 3 bases, so that every 4-mer of the genome begins in exactly one of them.
set -eu
genome=$GODOCKER_VOLUME_WORK/$1
slices=$2
slice=$GODOCKER_ARRAY_INDEX
out=$GODOCKER_VOLUME_WORK/kmers/$slice.tsv

mkdir -p "$GODOCKER_VOLUME_WORK/kmers"
awk -v slice="$slice" -v slices="$slices" '
  !/^>/ { gsub(/[ \r]/, ""); genome = genome toupper($0) }
  END {
    k = 4
    starts = length(genome) - k + 1            # positions at which a 4-mer can begin
    from = int((slice - 1) * starts / slices) + 1
    to = int(slice * starts / slices)
    for (at = from; at <= to; at++) count[substr(genome, at, k)]++
    for (kmer in count) print kmer "\t" count[kmer]
  }' "$genome" >"$out.part"
mv "$out.part" "$out"
echo "slice $slice of $slices: $(awk '{ n += $2 } END { print n + 0 }' "$out") 4-mers"
