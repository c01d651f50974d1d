#include "channel/tls_session.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "channel/openssl.hpp"
#include "channel/tls_errors.hpp"

namespace medisc {
namespace {

constexpr std::size_t kRecord = SSL3_RT_MAX_PLAIN_LENGTH;

/// New keys after so many calls of `send`, far below the 2^24 records that AES-GCM keys are
/// good for (RFC 8446, 5.5), if a call has not more than 16 on average.
constexpr std::uint64_t kRekeyAfter = std::uint64_t{1} << 19;

/// A fatal alert, protocol_version, for whoever speaks no TLS; a MediSC peer knows it for TLS.
constexpr std::array<std::uint8_t, 7> kSpeakTls{0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 0x46};

constexpr char kBindingLabel[] = "EXPORTER-Channel-Binding";

const BIO_METHOD* pipe_method();

}  // namespace

struct TlsSession::State {
  openssl::Ssl ssl;
  Side side;
  Sink out;
  std::span<const std::uint8_t> arrived;  ///< not yet taken by OpenSSL; within `receive` only
  std::array<std::uint8_t, kRecord> record;
  ChannelBinding binding{};
  std::uint64_t sends = 0;
  bool heard = false;  ///< anything at all
  bool open = false;   ///< the handshake is done
  bool ended = false;  ///< the peer sends no more
  bool failed = false;
  bool closed = false;  ///< we send no more

  /// Drives the handshake on; whether it is done.
  Result<bool> shake_hands() {
    if (open) return true;
    ERR_clear_error();
    const int code = SSL_do_handshake(ssl.get());
    if (code != 1) {
      if (SSL_get_error(ssl.get(), code) == SSL_ERROR_WANT_READ) return false;
      return tl::unexpected<Error>(tls_error(ssl.get()));
    }
    if (SSL_export_keying_material(ssl.get(), binding.data(), binding.size(), kBindingLabel,
                                   sizeof kBindingLabel - 1, nullptr, 0, 0) != 1) {
      return fail(ErrorCode::kInternal, "TLS yields no binding: " + openssl::last_reason());
    }
    open = true;
    return true;
  }

  Result<void> read_records(const Sink& plain) {
    for (;;) {
      ERR_clear_error();
      const int got = SSL_read(ssl.get(), record.data(), static_cast<int>(record.size()));
      if (got > 0) {
        plain({record.data(), static_cast<std::size_t>(got)});
        if (arrived.empty() && SSL_has_pending(ssl.get()) == 0) return {};
        continue;
      }
      switch (SSL_get_error(ssl.get(), got)) {
        case SSL_ERROR_WANT_READ:
          return {};
        case SSL_ERROR_ZERO_RETURN:
          ended = true;
          return {};
        default:
          return tl::unexpected<Error>(tls_error(ssl.get()));
      }
    }
  }

  Result<void> take(const Sink& plain) {
    auto done = shake_hands();
    if (!done) return tl::unexpected<Error>(done.error());
    if (!*done) return {};
    return read_records(plain);
  }
};

namespace {

// OpenSSL's view of the network: reads take what has arrived, writes always succeed.

TlsSession::Sink& sink_of(BIO* bio) {
  return *static_cast<TlsSession::Sink*>(BIO_get_data(bio));
}

int write_out(BIO* bio, const char* bytes, std::size_t size, std::size_t* written) {
  sink_of(bio)({reinterpret_cast<const std::uint8_t*>(bytes), size});
  *written = size;
  return 1;
}

int read_in(BIO* bio, char* bytes, std::size_t size, std::size_t* read) {
  auto& arrived = *static_cast<std::span<const std::uint8_t>*>(BIO_get_data(bio));
  BIO_clear_retry_flags(bio);
  *read = std::min(size, arrived.size());
  if (*read == 0) {
    BIO_set_retry_read(bio);
    return 0;
  }
  std::copy_n(arrived.begin(), *read, bytes);
  arrived = arrived.subspan(*read);
  return 1;
}

long control(BIO*, int command, long, void*) {
  return command == BIO_CTRL_FLUSH ? 1 : 0;
}

const BIO_METHOD* pipe_method() {
  static const BIO_METHOD* const method = [] {
    BIO_METHOD* made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "MediSC");
    if (made == nullptr) throw std::bad_alloc();
    BIO_meth_set_write_ex(made, write_out);
    BIO_meth_set_read_ex(made, read_in);
    BIO_meth_set_ctrl(made, control);
    return made;
  }();
  return method;
}

BIO* new_pipe(void* end) {
  BIO* bio = BIO_new(pipe_method());
  if (bio == nullptr) throw std::bad_alloc();
  BIO_set_data(bio, end);
  BIO_set_init(bio, 1);
  return bio;
}

}  // namespace

TlsSession::TlsSession(ssl_st* ssl, Side side) : state_(std::make_unique<State>()) {
  state_->ssl.reset(ssl);
  state_->side = side;
  BIO* in = new_pipe(&state_->arrived);
  SSL_set_bio(ssl, in, new_pipe(&state_->out));
  if (side == Side::kClient) {
    SSL_set_connect_state(ssl);
  } else {
    SSL_set_accept_state(ssl);
  }
}

TlsSession::~TlsSession() = default;

void TlsSession::start(Sink out) {
  state_->out = std::move(out);
  if (state_->side == Side::kServer) return;
  if (auto greeted = state_->shake_hands(); !greeted) {
    throw std::runtime_error(greeted.error().context);  // nothing has come from outside yet
  }
}

Result<void> TlsSession::receive(std::span<const std::uint8_t> bytes, const Sink& plain) {
  State& state = *state_;
  if (state.failed || state.ended || bytes.empty()) return {};
  if (!state.heard && !looks_like_tls(bytes)) {
    state.failed = true;
    if (state.side == Side::kServer) state.out(kSpeakTls);
    return tl::unexpected<Error>(no_tls_error());
  }
  state.heard = true;
  state.arrived = bytes;
  auto taken = state.take(plain);
  state.arrived = {};
  if (!taken) state.failed = true;
  return taken;
}

bool TlsSession::is_open() const {
  return state_->open && !state_->failed && !state_->ended;
}

bool TlsSession::has_ended() const {
  return state_->ended;
}

const ChannelBinding& TlsSession::binding() const {
  return state_->binding;
}

void TlsSession::send(std::span<const std::uint8_t> head, std::span<const std::uint8_t> body) {
  State& state = *state_;
  if (!state.open || state.failed || state.closed) return;
  ERR_clear_error();
  if (++state.sends % kRekeyAfter == 0) {
    SSL_key_update(state.ssl.get(), SSL_KEY_UPDATE_NOT_REQUESTED);
  }
  std::array<std::uint8_t, kRecord> first;
  const auto begun = body.first(std::min(body.size(), first.size() - head.size()));
  std::copy(head.begin(), head.end(), first.begin());
  std::copy(begun.begin(), begun.end(),
            first.begin() + static_cast<std::ptrdiff_t>(head.size()));
  const auto rest = body.subspan(begun.size());
  std::size_t written = 0;
  const bool sealed =
      SSL_write_ex(state.ssl.get(), first.data(), head.size() + begun.size(), &written) == 1 &&
      (rest.empty() || SSL_write_ex(state.ssl.get(), rest.data(), rest.size(), &written) == 1);
  // The sink takes everything, so only a broken OpenSSL gets here.
  if (!sealed) throw std::runtime_error("TLS can't seal: " + openssl::last_reason());
}

void TlsSession::close() {
  State& state = *state_;
  if (!state.open || state.failed || state.closed) return;
  state.closed = true;
  ERR_clear_error();
  SSL_shutdown(state.ssl.get());
  ERR_clear_error();
}

bool looks_like_tls(std::span<const std::uint8_t> bytes) {
  // Content type (alert or handshake), then the record's version: 3.1 to 3.4.
  if (bytes.empty() || (bytes[0] != 0x15 && bytes[0] != 0x16)) return false;
  if (bytes.size() > 1 && bytes[1] != 0x03) return false;
  return bytes.size() < 3 || (bytes[2] >= 1 && bytes[2] <= 4);
}

}  // namespace medisc
