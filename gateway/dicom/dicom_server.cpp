#include "gateway/dicom/dicom_server.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <exception>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>

#include "gateway/dicom/association.hpp"
#include "gateway/dicom/tls_layer.hpp"
#include "imaging/dicom_library.hpp"

namespace medisc {
namespace {

constexpr std::chrono::seconds kHandshake{15};  ///< until an association is asked for

HttpLimits limits_of(const DicomListener& config) {
  HttpLimits limits;
  limits.connections = config.associations;
  // One host can't have them all.
  limits.connections_each = std::max<std::size_t>(1, config.associations / 2);
  limits.header_time = kHandshake;
  return limits;
}

Result<std::unique_ptr<DcmTransportLayer>> tls_of(const DicomListener& config) {
  if (!config.certificate) return nullptr;
  auto layer = make_tls_layer(NET_ACCEPTOR, {config.certificate, config.key, config.authority});
  if (!layer) return tl::unexpected<Error>(layer.error());
  return std::unique_ptr<DcmTransportLayer>(std::move(*layer));
}

}  // namespace

Result<std::unique_ptr<DicomServer>> DicomServer::start(const DicomListener& config,
                                                        Intake& intake,
                                                        std::shared_ptr<EventLog> event_log) {
  if (auto ready = start_dicom_library(); !ready) return tl::unexpected<Error>(ready.error());
  auto tls = tls_of(config);
  if (!tls) return tl::unexpected<Error>(tls.error());
  auto listener = HttpListener::open(config.address);
  if (!listener) return tl::unexpected<Error>(listener.error());
  return std::unique_ptr<DicomServer>(new DicomServer(config, intake, std::move(event_log),
                                                      std::move(*tls), std::move(*listener)));
}

DicomServer::DicomServer(const DicomListener& config, Intake& intake,
                         std::shared_ptr<EventLog> event_log,
                         std::unique_ptr<DcmTransportLayer> tls, HttpListener listener)
    : config_(config),
      intake_(intake),
      event_log_(std::move(event_log)),
      tls_(std::move(tls)),
      listener_(std::move(listener)),
      connections_(limits_of(config)),
      accepting_([this] { accept_all(); }) {}

DicomServer::~DicomServer() {
  stop();
}

void DicomServer::accept_all() {
  for (;;) {
    std::array<pollfd, 2> wanted{
        {{listener_.socket(), POLLIN, 0}, {stop_.descriptor(), POLLIN, 0}}};
    if (::poll(wanted.data(), wanted.size(), -1) < 0 && errno != EINTR) return;
    if (wanted[1].revents != 0) return;
    Descriptor socket(::accept4(listener_.socket(), nullptr, nullptr, SOCK_CLOEXEC));
    if (!socket.is_open()) continue;
    {
      const std::lock_guard lock(mutex_);
      if (stopping_) return;
      ++open_;
    }
    std::thread([this, moved = std::move(socket)]() mutable {
      serve(std::move(moved));
      const std::lock_guard lock(mutex_);
      --open_;
      gone_.notify_all();
    }).detach();
  }
}

void DicomServer::serve(Descriptor socket) {
  HttpConnection* const connection =
      connections_.open(socket.number(), peer_of(socket.number()));
  if (connection->refused == 0 && !is_stopping()) {
    try {
      converse(*connection);
    } catch (const std::exception& broken) {  // no memory, say
      event_log_->error("association-broke",
                        {{"address", connection->peer.address}, {"error", broken.what()}});
    }
  } else if (connection->refused != 0) {
    event_log_->warning("association-refused", {{"address", connection->peer.address},
                                                {"error", "too many associations are open"}});
  }
  connections_.close(connection);
}

void DicomServer::converse(HttpConnection& connection) {
  const std::string& host = connection.peer.address;
  const auto refused = [&](const Error& error, const std::string& caller) {
    event_log_->warning("association-refused",
                        {{"address", host}, {"from", caller}, {"error", render(error)}});
  };
  // The connection's deadline shuts down our socket, and with it DCMTK's.
  auto received = ReceivedAssociation::await(
      Descriptor(::fcntl(connection.socket, F_DUPFD_CLOEXEC, 0)), tls_.get());
  if (!received) return refused(received.error(), "");
  const DicomDesk desk{config_, intake_, *event_log_};
  Association association(std::move(*received), host, desk, [&](int seconds) {
    connections_.allow(connection, std::chrono::seconds(seconds));
  });
  if (auto accepted = association.accept(); !accepted) {
    return refused(accepted.error(), association.caller());
  }
  association.serve([this] { return is_stopping(); });
  intake_.sender_gone(association.caller());
}

bool DicomServer::is_stopping() {
  const std::lock_guard lock(mutex_);
  return stopping_;
}

void DicomServer::stop() {
  std::unique_lock lock(mutex_);
  if (std::exchange(stopping_, true)) return;
  lock.unlock();
  stop_.happen();
  accepting_.join();
  connections_.cut_all();
  lock.lock();
  gone_.wait(lock, [this] { return open_ == 0; });
}

}  // namespace medisc
