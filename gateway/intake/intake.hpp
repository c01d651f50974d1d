/// Images come in, and reports go out.
///
///   C-STORE, STOW-RS --file--> take: is it an image, which rule, does its model read it?
///     -> its folder, on the disk before the sender is told
///     -> the daemon, as anybody else's record (jobs/client.hpp)
///     -> report, segmentation, picture (gateway/report/) -> archives, until each has them
///
/// An image whose gateway dies goes on where it was: the daemon gives the result of a request
/// that was asked before, and objects have the same UIDs. What goes wrong but may go right
/// later is tried again; what can't is kept with its error.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "actors/conversation/event_log.hpp"
#include "config/gateway_config.hpp"
#include "gateway/daemon.hpp"
#include "gateway/intake/received.hpp"
#include "imaging/study_attributes.hpp"

namespace medisc {

/// A file, and who sends it.
struct Arrival {
  std::string file;   ///< DICOM Part 10
  std::string asker;  ///< an AE title, or the name of a token
  std::string door;   ///< "dicom" or "stow"
  /// What its sender says that it is; empty: nothing.
  std::string sop_class_uid{};
  std::string sop_instance_uid{};
};

/// What its sender is told.
struct Taken {
  StudyAttributes attributes;
  std::string id;  ///< of the Received
};

class Intake {
 public:
  /// Takes up what the folder has from before. `daemon` outlives it. Errors: kUsage where the
  /// folder can't be used, or another process uses it; those of the archives' files.
  static Result<std::unique_ptr<Intake>> open(const IntakeConfig& config,
                                              const GatewayJobs& jobs, Daemon& daemon,
                                              std::shared_ptr<EventLog> event_log);
  virtual ~Intake() = default;

  /// Returns once the image is on the disk; one that is there already is taken as well. Any
  /// thread may call. Errors: kBadInput for what is no image that its model reads; kRefused
  /// where no rule names it, or its series has ended; kUnsupported; kBusy where the folder is
  /// full; kStorage.
  virtual Result<Taken> take(const Arrival& arrival) = 0;

  /// A sender has gone: series of which it sent the last image may have ended.
  virtual void sender_gone(const std::string& asker) = 0;

  /// The newest first.
  virtual std::vector<Received> list() const = 0;
  virtual std::optional<Received> find(const std::string& id) const = 0;
  /// The bytes of one of its files, while it is kept. Errors: kBadInput where there is none.
  virtual Result<std::string> file(const std::string& id, std::size_t place = 0) const = 0;
  /// Its diagnosis is tried again at once, or its sending. Errors: kBadInput where there is no
  /// such, or it has ended well.
  virtual Result<void> try_again(const std::string& id) = 0;

  /// Starts no further attempt, and waits for those that run: the daemon ends them where it
  /// stops.
  virtual void stop() = 0;

 protected:
  Intake() = default;
};

}  // namespace medisc
