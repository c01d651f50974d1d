/// A received image's result, from the hospital's daemon.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "config/gateway_config.hpp"
#include "gateway/daemon.hpp"
#include "gateway/intake/received.hpp"

namespace medisc {

/// The model that a rule names, and its plan.
struct RuledModel {
  OfferedModel offered;
  std::shared_ptr<const Plan> plan;
};

/// Errors: those of the daemon; kPoolDry where it knows no such model (yet).
Result<RuledModel> model_of(Daemon& daemon, const IntakeRule& rule);

/// Records of a file, or of a folder that holds a series; one, or as many as the model makes of
/// it. Errors: those of load_records, with `shown` in the place of the path.
Result<std::vector<std::vector<std::int64_t>>> records_of(const std::filesystem::path& path,
                                                          const Plan& plan,
                                                          const std::string& shown);

/// Who looks on while a daemon is at work.
struct DiagnosisWatch {
  /// Told the request's id before the first answer comes; may end it with an error.
  std::function<Result<void>(const std::string&)> begun;
  /// Asked again and again: whether nobody waits any more.
  std::function<bool()> gives_up;
};

/// Asks in the sender's name, or takes what was answered before: to one image, by its bytes,
/// there is one result of a plan. Errors: kInterrupted where `watch` gives up; all others of
/// the daemon and of records_of.
Result<StoredResult> diagnosed(Daemon& daemon, const GatewayJobs& jobs,
                               const Received& received, const IntakeRule& rule,
                               const std::filesystem::path& path, const DiagnosisWatch& watch);

/// Whether what failed may go well later, with nobody doing anything about the image.
bool may_pass(const Error& error);

}  // namespace medisc
