/// A running gateway: the hospital's door for applications, from its configuration. It knows no
/// key and no database.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "actors/conversation/event_log.hpp"
#include "config/gateway_config.hpp"
#include "gateway/diagnoses.hpp"
#include "gateway/dicom/dicom_server.hpp"
#include "gateway/guard.hpp"
#include "gateway/intake/intake.hpp"
#include "http/server.hpp"

namespace medisc {

class Gateway {
 public:
  /// Reads the tokens, and serves from now on. Errors: those of the configuration's files;
  /// kUsage where it can't listen.
  static Result<std::unique_ptr<Gateway>> start(GatewayConfig config);
  Gateway(const Gateway&) = delete;
  Gateway& operator=(const Gateway&) = delete;
  ~Gateway();

  /// Where applications call, as they write it: "http://127.0.0.1:8800", "unix:/run/...".
  std::string address() const;
  std::optional<Address> metrics_address() const;
  /// Where modalities call, if they may.
  std::optional<Address> dicom_address() const;

  /// Reads the tokens again; all else is read at start alone. The event log tells how it went.
  void reload();
  /// Takes no further request, and lets those in flight end.
  void stop();

  EventLog& event_log() { return *event_log_; }

 private:
  explicit Gateway(GatewayConfig config);

  Result<void> take_images();
  Result<void> serve();
  Result<void> serve_metrics();

  const GatewayConfig config_;
  std::shared_ptr<EventLog> event_log_;
  Daemon daemon_;
  Diagnoses diagnoses_;
  std::shared_ptr<Guard> guard_;
  std::unique_ptr<Intake> intake_;  ///< none: without [intake]
  std::unique_ptr<DicomServer> dicom_;
  std::unique_ptr<HttpServer> server_;
  std::unique_ptr<HttpServer> metrics_;
};

}  // namespace medisc
