/// A diagnosis as the daemon keeps it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "gateway/daemon.hpp"
#include "jobs/message.hpp"

namespace medisc {

struct StoredDiagnosis {
  RequestReport report;
  std::vector<StoredResult> results;  ///< by their places
  std::shared_ptr<const Plan> plan;
};

/// Errors: kBadInput where there is none of this id; those of Daemon and HospitalClient.
Result<StoredDiagnosis> stored_diagnosis(Daemon& daemon, const std::string& id);

}  // namespace medisc
