/// One life of a site in which one process meets one fault, and what is found afterwards.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/cli/site.hpp"

namespace medisc::test {

/// Whom a fault strikes.
enum class Victim { kDealer, kService, kFill, kPrepare, kDiagnose };
inline constexpr Victim kVictims[] = {Victim::kDealer, Victim::kService, Victim::kFill,
                                      Victim::kPrepare, Victim::kDiagnose};
const char* name_of(Victim victim);

/// As injector.cpp says.
inline constexpr const char* kModes[] = {"kill", "power", "full", "readonly", "past", "future"};

/// How the sessions' values are compared: one for all.
inline constexpr const char* kComparisons[] = {"tree", "chain"};

struct Fault {
  Victim victim = Victim::kService;
  std::string comparison;
  std::string mode;
  std::uint64_t at = 0;  ///< the step of the victim's life; 0: no fault
};

struct Finding {
  std::uint64_t steps = 0;            ///< that the victim took until it ended
  std::uint64_t before_sessions = 0;  ///< of them, before the first session
  bool struck = false;  ///< the victim did not live to the end, or met what came instead
  std::vector<std::string> problems;
};

/// Fills, prepares and diagnoses with three processes under watch, the victim among them; then
/// starts the daemons anew without a fault, and does so once more, which must succeed.
/// Problems: what did not, wrong logits, and what reuse_in finds.
Finding try_fault(const Fault& fault);

}  // namespace medisc::test
