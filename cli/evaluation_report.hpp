/// What a secure evaluation of a test set comes to: how good, how exact, how dear.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/output.hpp"
#include "cli/test_set.hpp"
#include "plan/plan.hpp"

namespace medisc {

/// One record's secure result, and its part of the session that it ran in.
struct RecordOutcome {
  std::vector<std::int64_t> logits;
  double online_ms = 0;
  double payload_up = 0;     ///< bytes
  double payload_down = 0;   ///< bytes
  std::int64_t flights = 0;  ///< of the session
  bool operator==(const RecordOutcome&) const = default;
};

struct Evaluation {
  const Plan& plan;
  const TestSet& set;
  std::vector<RecordOutcome> outcomes;  ///< one a record of the set
  /// The plan in plaintext, one a record; none at all where it is not known.
  std::vector<std::vector<std::int64_t>> references;
  double seconds = 0;  ///< of secure work in this run
};

/// Records whose secure logits equal the reference bit for bit; nothing without one.
std::optional<std::size_t> exact_records(const Evaluation& evaluation);

/// The summary's keys, as docs/formats.md lists them.
std::vector<Fact> evaluation_facts(const Evaluation& evaluation);

/// The scores' tables, and records that can't be read with their errors, where there are any.
std::vector<Table> evaluation_tables(const Evaluation& evaluation);

}  // namespace medisc
