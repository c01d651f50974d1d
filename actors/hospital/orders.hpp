/// What a hospital's jobs are given, and what they return.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "error/error.hpp"
#include "messages/identifiers.hpp"
#include "plan/plan.hpp"
#include "protocol/session_size.hpp"
#include "results/kept_result.hpp"
#include "storage/rows.hpp"

namespace medisc {

using Progress = std::function<void(std::size_t done, std::size_t of)>;

struct PrepareOrder {
  std::string model{};
  std::size_t count = 0;
  Progress progress{};
  std::chrono::seconds wait{0};  ///< for a dealer that is still dealing
};

struct PrepareOutcome {
  std::size_t prepared = 0;  ///< now
  std::size_t ready = 0;     ///< in all
};

struct Diagnosis {
  std::vector<std::int64_t> logits;  ///< at the plan's output scale
  SessionId session{};
  SessionCosts costs;  ///< of the whole session
};

/// Takes the diagnoses of one session, in the records' order; `first` is the index of its first
/// record. An error ends the job, after the next session where that is open already.
using DiagnosisReport =
    std::function<Result<void>(std::size_t first, std::span<const Diagnosis>)>;

/// What an order's results are kept under, in the hospital's database.
struct KeptRequest {
  std::string id;  ///< of a request that runs there
  std::string asker;
  // One a record of the order.
  std::vector<std::string> records;  ///< ids
  std::vector<std::int64_t> places;  ///< in the request
  std::vector<InputDigest> digests;
};

/// Who goes first where several orders wait for one model.
enum class Priority : std::uint8_t { kInteractive, kBatch };

struct DiagnoseOrder {
  std::string model;
  Plan plan;                                       ///< that the records were encoded under
  std::vector<std::vector<std::int64_t>> records;  ///< encoded
  std::size_t batch = 1;                           ///< records a session, at most
  /// Bytes of its sessions, of which two may be open at once (session_size.hpp).
  std::uint64_t memory = std::uint64_t{1} << 30;
  DiagnosisReport report;
  std::chrono::seconds wait{0};  ///< for bundles, and for a service that is busy
  bool ahead = true;             ///< whether a session may open while the one before it runs
  std::optional<KeptRequest> kept{};  ///< none: results are kept nowhere
  Priority priority = Priority::kBatch;
};

/// How long each answer to a ping took.
using RoundTrips = std::vector<std::chrono::nanoseconds>;

}  // namespace medisc
