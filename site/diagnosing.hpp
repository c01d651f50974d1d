/// Whoever diagnoses for a command: the hospital's running daemon, or, where none runs, this
/// process with the hospital's key and database.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "config/config_source.hpp"
#include "config/key_file.hpp"
#include "jobs/client.hpp"

namespace medisc {

/// How to come to one.
struct DiagnosingOptions {
  ConfigSource config;             ///< of the hospital: where its socket is, and all else
  std::string socket;              ///< the daemon's socket, instead
  std::string service;             ///< empty: the only one
  bool alone = false;              ///< even where a daemon runs
  std::string client;              ///< for the daemon's log
  std::uint64_t wait_seconds = 0;  ///< for a daemon that has too many clients
};

class Diagnosing {
 public:
  /// `ask`: for a passphrase that no file holds. Errors: those of the configuration; where a
  /// socket was named, kPeerUnavailable; where no daemon runs, those of Hospital::open.
  static Result<std::unique_ptr<Diagnosing>> open(const DiagnosingOptions& options,
                                                  const AskPassphrase& ask = nullptr);
  virtual ~Diagnosing() = default;

  /// As this hospital holds it. Errors: kPoolDry where nothing was prepared for the model yet.
  virtual Result<Plan> plan(const std::string& model) = 0;
  /// Runs a job to its end; its results are kept. Errors: those of JobRunner::begin and of
  /// diagnose (actors/hospital/hospital.hpp).
  /// `stops`: as HospitalClient::diagnose has it.
  virtual Result<JobBegun> diagnose(JobOrder order, const JobReport& report,
                                    const JobSocket::GivesUp& stops = nullptr) = 0;
  virtual Result<PrepareDone> prepare(
      const PrepareStart& preparation,
      const std::function<void(const PrepareProgress&)>& progress) = 0;
  /// The service's name.
  virtual std::string service_name() = 0;
};

}  // namespace medisc
