#include "tests/differential/tally.hpp"

#include <fmt/format.h>

namespace medisc::test {
namespace {

constexpr const char* kRow = "{:<11} {:>8} {:>8} {:>8} {:>7} {:>9} {:>8} {:>8} {:>11} {:>13}\n";

std::string row(const char* name, const KindTally& tally) {
  return fmt::format(fmt::runtime(kRow), name, tally.networks, tally.records, tally.steps,
                     tally.capped, tally.truncated, tally.labelled, tally.overflow,
                     tally.unsupported, tally.disagreements);
}

}  // namespace

KindTally& KindTally::operator+=(const KindTally& other) {
  networks += other.networks;
  records += other.records;
  steps += other.steps;
  capped += other.capped;
  truncated += other.truncated;
  labelled += other.labelled;
  overflow += other.overflow;
  unsupported += other.unsupported;
  disagreements += other.disagreements;
  return *this;
}

KindTally Tally::total() const {
  KindTally total;
  for (const KindTally& kind : kinds_) total += kind;
  return total;
}

std::string Tally::table() const {
  std::string table =
      fmt::format(fmt::runtime(kRow), "kind", "networks", "records", "steps", "capped",
                  "truncated", "labelled", "overflow", "unsupported", "disagreements");
  for (const Kind kind : kKinds) {
    table += row(name_of(kind), kinds_[static_cast<std::size_t>(kind)]);
  }
  return table + row("all", total());
}

}  // namespace medisc::test
