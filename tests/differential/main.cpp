// Compares random networks: secure runs in memory against the reference, declared costs and
// mathematics. scripts/differential runs it on all cores.
#include <charconv>
#include <cstdio>
#include <cstring>

#include <fmt/format.h>
#include <getopt.h>

#include "cli/progress.hpp"
#include "tests/differential/crash_note.hpp"
#include "tests/differential/run.hpp"

namespace medisc::test {
namespace {

constexpr const char* kManual =
    R"(differential: random networks, run securely in memory, against the reference

  differential [--networks N] [--seed S] [--kind KIND] [--flip WHAT]

  --networks N   how many, numbered S, S + 1, ... (1000)
  --seed S       number of the first; a number is always the same network (1)
  --kind KIND    only those of a kind: dense, image, logits, label or calibrated
  --flip WHAT    flips one bit of each secure run, to see that it is noticed: of a weight, a
                 prepared share, a dealt correction or an opening

Each disagreement is a line on standard output that begins with the command that shows it again.
Ends with a table, a line a kind; status 1 where anything disagrees, 2 for wrong usage.

  capped, truncated        networks that the planner had to rewrite for their ring
  labelled                 labels compared with the logits of the same weights
  overflow, unsupported    networks that the planner refused, and that were not compared
)";

std::optional<std::uint64_t> number_in(const char* text) {
  std::uint64_t number = 0;
  const char* end = text + std::strlen(text);
  const auto read = std::from_chars(text, end, number);
  if (read.ec != std::errc{} || read.ptr != end) return std::nullopt;
  return number;
}

enum class Usage : std::uint8_t { kRight, kWrong, kHelp };

Usage parse(int argc, char** argv, RunOptions& options) {
  const option known[] = {
      {"networks", required_argument, nullptr, 'n'}, {"seed", required_argument, nullptr, 's'},
      {"kind", required_argument, nullptr, 'k'},     {"flip", required_argument, nullptr, 'f'},
      {"help", no_argument, nullptr, 'h'},           {}};
  for (int found = 0; (found = getopt_long(argc, argv, "h", known, nullptr)) != -1;) {
    if (found == 'h') return Usage::kHelp;
    if (found == '?') return Usage::kWrong;
    const auto number = number_in(optarg);
    const auto flip = flip_named(optarg);
    const auto kind = kind_named(optarg);
    const bool fits = found == 'f'   ? flip.has_value()
                      : found == 'k' ? kind.has_value()
                                     : number.has_value();
    if (!fits) {
      fmt::print(stderr, "differential: '{}' is not what its option takes; see --help\n",
                 optarg);
      return Usage::kWrong;
    }
    if (found == 'n') options.networks = *number;
    if (found == 's') options.first_seed = *number;
    if (found == 'k') options.kind = kind;
    if (found == 'f') options.flip = *flip;
  }
  return optind == argc ? Usage::kRight : Usage::kWrong;
}

int run(const RunOptions& options) {
  Tally tally;
  {
    ProgressLine progress("comparing networks", "networks", options.networks);
    tally = compare_networks(
        options,
        [&](std::uint64_t seed) {
          note_for_a_crash(fmt::format("differential --networks 1 --seed {}: crashed\n", seed));
          progress.show(seed - options.first_seed);
        },
        [](const std::string& line) {
          fmt::print("{}\n", line);
          std::fflush(stdout);
        });
  }
  fmt::print("{}", tally.table());
  return tally.total().disagreements == 0 ? 0 : 1;
}

}  // namespace
}  // namespace medisc::test

int main(int argc, char** argv) {
  medisc::test::RunOptions options;
  switch (medisc::test::parse(argc, argv, options)) {
    case medisc::test::Usage::kHelp:
      fmt::print("{}", medisc::test::kManual);
      return 0;
    case medisc::test::Usage::kWrong:
      fmt::print(stderr, "{}", medisc::test::kManual);
      return 2;
    case medisc::test::Usage::kRight:
      break;
  }
  return medisc::test::run(options);
}
