#include "http/exchange.hpp"

#include <array>
#include <cstdio>
#include <random>

#include "http/client_certificate.hpp"
#include "http/head_rules.hpp"
#include "http/library_response.hpp"
#include "http/linger.hpp"

namespace medisc {
namespace {

/// What is read and dropped of a chunked body that is too long, so that its sender, who reads
/// only when it has sent, learns why.
constexpr std::size_t kMostDropped = 4u << 20;

std::string new_id() {
  std::random_device random;
  std::array<char, 17> id{};
  std::snprintf(id.data(), id.size(), "%08x%08x", random(), random());
  return id.data();
}

HttpResponse too_long(std::size_t limit) {
  return http_problem(
      413, "the body is too long: here it may have " + std::to_string(limit) + " bytes");
}

}  // namespace

Exchange::Exchange(Serving& serving, HttpConnection& connection, const char* target)
    : serving_(serving), connection_(connection), target_(target == nullptr ? "" : target) {
  line_.target = target;
  line_.target_size = target_.size();
  serving_.connections.allow_at_most(connection_, serving_.settings.limits.header_time);
}

Exchange::~Exchange() {
  if (is_in_flight_) serving_.room.give_back(body_taken_);
  const bool left_body = is_answered() && !is_whole_ && has_body();
  if (left_body) linger(connection_.socket);
  serving_.connections.allow(connection_, serving_.settings.limits.idle_time);
  if (!serving_.settings.on_answer || !is_answered()) return;
  const auto time = std::chrono::duration_cast<std::chrono::microseconds>(
      std::chrono::steady_clock::now() - started_);
  try {
    serving_.settings.on_answer(request_, status_, time);
  } catch (...) {  // must not pass through C
  }
}

bool Exchange::has_body() const {
  return request_.headers.has("Transfer-Encoding") ||
         content_length(request_.headers).value_or(0) > 0;
}

void Exchange::read(MHD_Connection* library, const char* method, const char* version) {
  line_.method = method;
  line_.version = version;
  RequestHead head = read_head(library, line_);
  request_.method = method;
  request_.headers = std::move(head.headers);
  request_.peer = connection_.peer;
  request_.ending = std::make_shared<HttpEnding>(connection_.socket, serving_.cut.descriptor());
  version_ = version;
  head_bytes_ = head.bytes;
  is_contiguous_ = head.is_contiguous;
}

std::optional<HttpResponse> Exchange::fault() const {
  if (connection_.refused != 0) {
    return http_later(connection_.refused, "there are too many connections");
  }
  if (head_bytes_ > serving_.settings.limits.header_bytes) {
    return http_problem(431, "the headers are too long");
  }
  if (!is_contiguous_) return http_problem(400, "the head is not well formed");
  if (const auto found = framing_fault(request_, version_)) {
    return http_problem(found->status, found->what);
  }
  if (serving_.stops) return http_later(503, "the server stops");
  return std::nullopt;
}

std::optional<HttpResponse> Exchange::refusal(MHD_Connection* library) {
  if (auto found = fault()) {
    closes_ = true;
    return found;
  }
  for (const auto& found :
       {host_fault(request_.headers, serving_.hosts), origin_fault(request_)}) {
    if (found) return http_problem(found->status, found->what);
  }
  auto target = parse_target(target_);
  if (!target) return http_problem(400, target.error().context);
  request_.target = *std::move(target);
  if (!serving_.room.take_request()) return http_later(503, "there are too many requests");
  is_in_flight_ = true;
  return admission(library);
}

std::optional<HttpResponse> Exchange::admission(MHD_Connection* library) {
  if (serving_.settings.tls && serving_.settings.tls->authority) {
    const auto* const session =
        MHD_get_connection_info(library, MHD_CONNECTION_INFO_GNUTLS_SESSION);
    auto client = client_of(session->tls_session);
    if (!client) return http_problem(403, client.error().context);
    if (client->empty() && serving_.settings.tls->certificate_required) {
      return http_problem(403, "a client's certificate is required");
    }
    request_.peer.certificate = *std::move(client);
  }
  auto limit = serving_.application->admit(request_);
  if (!limit) return std::move(limit.error());
  body_limit_ = *limit;
  const auto length = content_length(request_.headers);
  if (length.value_or(0) > body_limit_) return too_long(body_limit_);
  if (length && !serving_.room.take_bytes(*length)) {
    return http_later(503, "there are too many bodies at once");
  }
  body_taken_ = length.value_or(0);
  request_.body.reserve(body_taken_);
  return std::nullopt;
}

HttpResponse Exchange::failure() {
  const std::string id = new_id();
  if (serving_.settings.on_failure) {
    serving_.settings.on_failure(id, current_error().context);
  }
  return http_json(500, "{\"error\":\"internal error\",\"error_id\":\"" + id + "\"}\n");
}

MHD_Result Exchange::head(MHD_Connection* library, const char* method,
                          const char* version) noexcept {
  is_begun_ = true;
  try {
    read(library, method, version);
    std::optional<HttpResponse> refused;
    try {
      refused = refusal(library);
    } catch (...) {
      refused = failure();
    }
    if (refused) {
      closes_ = closes_ || has_body();
      return respond(library, *std::move(refused));
    }
    serving_.connections.allow(connection_, serving_.settings.limits.body_time);
    return MHD_YES;
  } catch (...) {
    return MHD_NO;
  }
}

MHD_Result Exchange::piece(const char* bytes, std::size_t size) noexcept {
  const bool fits = !is_too_long_ && size <= body_limit_ - request_.body.size();
  if (!fits) {
    is_too_long_ = true;
    body_dropped_ += size;
    return body_dropped_ <= kMostDropped ? MHD_YES : MHD_NO;
  }
  try {
    const std::size_t more = request_.body.size() + size;
    if (more > body_taken_) {
      if (!serving_.room.take_bytes(more - body_taken_)) return MHD_NO;
      body_taken_ = more;
    }
    request_.body.append(bytes, size);
    return MHD_YES;
  } catch (...) {
    return MHD_NO;
  }
}

MHD_Result Exchange::whole(MHD_Connection* library) noexcept {
  try {
    const auto length = content_length(request_.headers);
    if (length && *length != request_.body.size()) return MHD_NO;
    is_whole_ = true;
    serving_.connections.allow_forever(connection_);
    if (is_too_long_) return respond(library, too_long(body_limit_));
    HttpResponse response;
    try {
      response = serving_.application->answer(request_);
    } catch (...) {
      response = failure();
    }
    return respond(library, std::move(response));
  } catch (...) {
    return MHD_NO;
  }
}

MHD_Result Exchange::respond(MHD_Connection* library, HttpResponse response) {
  try {
    return send(library, std::move(response));
  } catch (...) {  // a header that would split the response
    return send(library, failure());
  }
}

MHD_Result Exchange::send(MHD_Connection* library, HttpResponse response) {
  const HttpLimits& limits = serving_.settings.limits;
  serving_.connections.allow_forever(connection_);
  add_security_headers(response.headers);
  if (closes_ || serving_.stops || !limits.keep_alive) {
    response.headers.set("Connection", "close");
  }
  // Before 1.0 the library ends even the chunks of a body that a HEAD's response has not.
  if (request_.method == "HEAD") response.stream = nullptr;
  status_ = response.status;
  const HttpEnding ending(connection_.socket, serving_.stopping.descriptor());
  return send_response(library, std::move(response), ending);
}

}  // namespace medisc
