#include "http/server.hpp"

#include <array>
#include <vector>

#include <sys/socket.h>

#include "config/private_file.hpp"
#include "http/exchange.hpp"
#include "http/listener.hpp"
#include "http/tls_files.hpp"

namespace medisc {

struct HttpServer::Running {
  Running(HttpSettings settings, std::shared_ptr<HttpApplication> application,
          HttpListener listening)
      : serving(std::move(settings), std::move(application)), listener(std::move(listening)) {}

  Serving serving;
  HttpListener listener;
  MHD_Daemon* daemon = nullptr;
};

namespace {

/// Connections beyond the limit that are told so. The others wait to be accepted.
constexpr std::size_t kRefusedAtOnce = 32;

HttpConnection* connection_of(MHD_Connection* library) {
  const auto* const found =
      MHD_get_connection_info(library, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
  return found == nullptr ? nullptr : static_cast<HttpConnection*>(found->socket_context);
}

void on_connection(void* serving, MHD_Connection* library, void** context,
                   MHD_ConnectionNotificationCode what) {
  auto& server = *static_cast<Serving*>(serving);
  if (what == MHD_CONNECTION_NOTIFY_CLOSED) {
    if (*context != nullptr) server.connections.close(static_cast<HttpConnection*>(*context));
    *context = nullptr;
    return;
  }
  try {
    const auto* const fd = MHD_get_connection_info(library, MHD_CONNECTION_INFO_CONNECTION_FD);
    HttpPeer peer = peer_of(fd->connect_fd);
    peer.tls = server.settings.tls.has_value();
    *context = server.connections.open(fd->connect_fd, std::move(peer));
  } catch (...) {  // no memory: its requests find no context, and end
    *context = nullptr;
  }
}

void* on_request_line(void* serving, const char* target, MHD_Connection* library) {
  HttpConnection* const connection = connection_of(library);
  if (connection == nullptr) return nullptr;
  try {
    return new Exchange(*static_cast<Serving*>(serving), *connection, target);  // NOLINT
  } catch (...) {
    return nullptr;
  }
}

MHD_Result on_request(void*, MHD_Connection* library, const char*, const char* method,
                      const char* version, const char* bytes, std::size_t* size,
                      void** exchange) {
  auto* const request = static_cast<Exchange*>(*exchange);
  if (request == nullptr) return MHD_NO;
  if (!request->is_begun()) return request->head(library, method, version);
  if (request->is_answered()) return MHD_YES;
  if (*size == 0) return request->whole(library);
  return request->piece(bytes, std::exchange(*size, 0));
}

void on_completed(void*, MHD_Connection*, void** exchange, MHD_RequestTerminationCode) {
  delete static_cast<Exchange*>(std::exchange(*exchange, nullptr));  // NOLINT
}

/// The library takes a function as a number in the place of a pointer.
template <class Function>
intptr_t as_number(Function* function) {
  return reinterpret_cast<intptr_t>(function);
}

/// Names by which this server may be called.
std::vector<std::string> hosts_of(const HttpSettings& settings, const HttpListen& where) {
  std::vector<std::string> hosts;
  for (const std::string& host : settings.hosts) hosts.push_back(lower_case(host));
  const auto* address = std::get_if<Address>(&where);
  // No page of a browser's reaches a Unix socket.
  if (address == nullptr) return {"*"};
  const bool is_ipv6 = address->host.find(':') != std::string::npos;
  hosts.push_back(lower_case(is_ipv6 ? "[" + address->host + "]" : address->host));
  if (is_loopback(*address) || address->host == "0.0.0.0" || address->host == "::") {
    hosts.insert(hosts.end(), {"localhost", "127.0.0.1", "[::1]"});
  }
  return hosts;
}

unsigned flags_of(const HttpSettings& settings) {
  unsigned flags = MHD_USE_POLL_INTERNAL_THREAD | MHD_USE_THREAD_PER_CONNECTION | MHD_USE_ITC;
  if (settings.tls) flags |= MHD_USE_TLS;
  return flags;
}

MHD_Daemon* start_library(Serving& serving, int socket, TlsTexts& tls) {
  const HttpLimits& limits = serving.settings.limits;
  const std::size_t memory = std::max<std::size_t>(64u << 10, 4 * limits.header_bytes);
  std::vector<MHD_OptionItem> options{
      {MHD_OPTION_LISTEN_SOCKET, socket, nullptr},
      {MHD_OPTION_CONNECTION_LIMIT, static_cast<intptr_t>(limits.connections + kRefusedAtOnce),
       nullptr},
      {MHD_OPTION_CONNECTION_MEMORY_LIMIT, static_cast<intptr_t>(memory), nullptr},
      {MHD_OPTION_CONNECTION_MEMORY_INCREMENT, static_cast<intptr_t>(memory / 4), nullptr},
      {kStrictOption, kStrictness, nullptr},
      {MHD_OPTION_NOTIFY_CONNECTION, as_number(on_connection), &serving},
      {MHD_OPTION_URI_LOG_CALLBACK, as_number(on_request_line), &serving},
      {MHD_OPTION_NOTIFY_COMPLETED, as_number(on_completed), &serving},
  };
  static const char* const kVersions = "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2";
  const auto add_text = [&](MHD_OPTION option, const char* text) {
    options.push_back({option, 0, const_cast<char*>(text)});  // NOLINT: it is only read
  };
  if (serving.settings.tls) {
    add_text(MHD_OPTION_HTTPS_PRIORITIES, kVersions);
    add_text(MHD_OPTION_HTTPS_MEM_CERT, tls.certificate.c_str());
    add_text(MHD_OPTION_HTTPS_MEM_KEY, tls.key.c_str());
    if (!tls.authority.empty()) add_text(MHD_OPTION_HTTPS_MEM_TRUST, tls.authority.c_str());
  }
  options.push_back({MHD_OPTION_END, 0, nullptr});
  return MHD_start_daemon(flags_of(serving.settings), 0, nullptr, nullptr, on_request, &serving,
                          MHD_OPTION_ARRAY, options.data(), MHD_OPTION_END);
}

}  // namespace

HttpServer::HttpServer(std::unique_ptr<Running> running) : running_(std::move(running)) {}

Result<std::unique_ptr<HttpServer>> HttpServer::start(
    HttpSettings settings, std::shared_ptr<HttpApplication> application) {
  TlsTexts tls;
  if (settings.tls) {
    auto loaded = load_tls_texts(*settings.tls, std::chrono::system_clock::now());
    if (!loaded) return tl::unexpected<Error>(loaded.error());
    tls = *std::move(loaded);
  }
  auto listener = HttpListener::open(settings.listen);
  if (!listener) return tl::unexpected<Error>(listener.error());
  auto running = std::make_unique<Running>(std::move(settings), std::move(application),
                                           *std::move(listener));
  Serving& serving = running->serving;
  serving.hosts = hosts_of(serving.settings, running->listener.where());
  running->daemon = start_library(serving, running->listener.socket(), tls);
  wipe_text(tls.key);
  if (running->daemon == nullptr) {
    return fail(ErrorCode::kInternal,
                "the HTTP server can't start at " + to_string(running->listener.where()),
                "is there memory for another thread? are TLS's files what they should be?");
  }
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(running)));
}

HttpServer::~HttpServer() {
  stop();
}

const HttpListen& HttpServer::where() const {
  return running_->listener.where();
}

void HttpServer::stop() {
  if (running_->daemon == nullptr) return;
  Serving& serving = running_->serving;
  serving.stops = true;
  // The socket is still ours, and refuses callers once it is shut down.
  MHD_quiesce_daemon(running_->daemon);
  ::shutdown(running_->listener.socket(), SHUT_RDWR);
  serving.stopping.happen();
  serving.room.wait_until_empty(serving.settings.limits.grace);
  serving.cut.happen();
  MHD_stop_daemon(running_->daemon);
  running_->daemon = nullptr;
}

}  // namespace medisc
