/// The end that modalities and archives call: a C-ECHO and C-STORE SCP (PS3.4, Annexes A and
/// B).
///
/// A thread an association. Each step has a deadline, also of callers that say nothing; callers
/// beyond [dicom] associations wait for theirs and are hung up on.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

#include "actors/conversation/event_log.hpp"
#include "config/intake_config.hpp"
#include "gateway/intake/intake.hpp"
#include "http/connections.hpp"
#include "http/event.hpp"
#include "http/listener.hpp"

class DcmTransportLayer;

namespace medisc {

class DicomServer {
 public:
  /// `intake` outlives it. Errors: kUsage where it can't listen; kBadInput of the TLS files.
  static Result<std::unique_ptr<DicomServer>> start(const DicomListener& config, Intake& intake,
                                                    std::shared_ptr<EventLog> event_log);
  DicomServer(const DicomServer&) = delete;
  DicomServer& operator=(const DicomServer&) = delete;
  ~DicomServer();

  /// Where it listens: a port 0 has become one.
  Address address() const { return std::get<Address>(listener_.where()); }

  /// Takes no further association, and no further object of those that are open.
  void stop();

 private:
  DicomServer(const DicomListener& config, Intake& intake, std::shared_ptr<EventLog> event_log,
              std::unique_ptr<DcmTransportLayer> tls, HttpListener listener);

  void accept_all();
  void serve(Descriptor socket);
  void converse(HttpConnection& connection);
  bool is_stopping();

  const DicomListener config_;
  Intake& intake_;
  const std::shared_ptr<EventLog> event_log_;
  const std::unique_ptr<DcmTransportLayer> tls_;  ///< none: without TLS
  HttpListener listener_;
  Connections connections_;
  Event stop_;
  std::mutex mutex_;
  std::condition_variable gone_;
  bool stopping_ = false;
  std::size_t open_ = 0;
  std::thread accepting_;
};

}  // namespace medisc
