#include "gateway/archives/http_post.hpp"

#include <csignal>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>

#include <curl/curl.h>

#include "ring/seed.hpp"

namespace medisc {
namespace {

/// libcurl's own set-up, once a process: it is not safe beside other threads' calls.
CURLcode start_library() {
  static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
  return started;
}

struct CloseHandle {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};

struct CloseUrl {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};

/// A connection that breaks must not end the process: TLS writes with write(2), whose SIGPIPE
/// goes to the thread that writes. Held back here, and taken away where it came.
class NoPipeSignal {
 public:
  NoPipeSignal() {
    sigemptyset(&pipe_);
    sigaddset(&pipe_, SIGPIPE);
    sigset_t pending{};
    sigpending(&pending);
    was_pending_ = sigismember(&pending, SIGPIPE) == 1;
    pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
  }
  NoPipeSignal(const NoPipeSignal&) = delete;
  NoPipeSignal& operator=(const NoPipeSignal&) = delete;
  ~NoPipeSignal() {
    const timespec at_once{};
    if (!was_pending_) sigtimedwait(&pipe_, nullptr, &at_once);
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }

 private:
  sigset_t pipe_{};
  sigset_t before_{};
  bool was_pending_ = false;
};

/// Header lines; wiped, as one may be a secret.
class Lines {
 public:
  Lines() = default;
  Lines(const Lines&) = delete;
  Lines& operator=(const Lines&) = delete;
  ~Lines() {
    for (curl_slist* line = first_; line != nullptr; line = line->next) {
      wipe({reinterpret_cast<std::uint8_t*>(line->data), std::strlen(line->data)});
    }
    curl_slist_free_all(first_);
  }

  void add(std::string_view name, std::string_view value) {
    std::string line;
    line.reserve(name.size() + 2 + value.size());  // once, so that no copy stays behind
    line.append(name).append(": ").append(value);
    curl_slist* const longer = curl_slist_append(first_, line.c_str());
    wipe({reinterpret_cast<std::uint8_t*>(line.data()), line.size()});
    if (longer == nullptr) throw std::bad_alloc();
    first_ = longer;
  }
  curl_slist* first() const { return first_; }

 private:
  curl_slist* first_ = nullptr;
};

/// The body of an answer, up to a size.
struct Answered {
  std::string bytes;
  std::size_t most = 0;
};

std::size_t take(char* bytes, std::size_t one, std::size_t count, void* into) {
  auto& answered = *static_cast<Answered*>(into);
  const std::size_t size = one * count;
  if (size > answered.most - answered.bytes.size()) return 0;  // ends the transfer
  answered.bytes.append(bytes, size);
  return size;
}

/// Options, of which the first that is refused is remembered.
class Transfer {
 public:
  Transfer() : handle_(curl_easy_init()) {
    if (!handle_) throw std::bad_alloc();
  }

  template <class Value>
  void set(CURLoption option, Value value) {
    const CURLcode done = curl_easy_setopt(handle_.get(), option, value);
    if (status_ == CURLE_OK) status_ = done;
  }
  CURLcode run() { return status_ == CURLE_OK ? curl_easy_perform(handle_.get()) : status_; }
  int http_status() const {
    long status = 0;
    curl_easy_getinfo(handle_.get(), CURLINFO_RESPONSE_CODE, &status);
    return static_cast<int>(status);
  }

 private:
  std::unique_ptr<CURL, CloseHandle> handle_;
  CURLcode status_ = CURLE_OK;
};

void bound(Transfer& transfer, const PostTarget& target) {
  transfer.set(CURLOPT_NOSIGNAL, 1L);
  transfer.set(CURLOPT_PROTOCOLS_STR, "http,https");
  transfer.set(CURLOPT_FOLLOWLOCATION, 0L);
  transfer.set(CURLOPT_PROXY, "");
  transfer.set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  transfer.set(CURLOPT_CONNECTTIMEOUT, static_cast<long>(target.connect_time.count()));
  transfer.set(CURLOPT_LOW_SPEED_LIMIT, 1L);
  transfer.set(CURLOPT_LOW_SPEED_TIME, static_cast<long>(target.silence.count()));
  transfer.set(CURLOPT_TIMEOUT, static_cast<long>(target.whole_time.count()));
}

void secure(Transfer& transfer, const PostTarget& target) {
  transfer.set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  transfer.set(CURLOPT_SSL_VERIFYPEER, 1L);
  transfer.set(CURLOPT_SSL_VERIFYHOST, 2L);
  if (target.authority) {
    transfer.set(CURLOPT_CAINFO, target.authority->c_str());
    transfer.set(CURLOPT_CAPATH, static_cast<const char*>(nullptr));  // and nobody else's
  }
  if (target.certificate) transfer.set(CURLOPT_SSLCERT, target.certificate->c_str());
  if (target.key) transfer.set(CURLOPT_SSLKEY, target.key->c_str());
}

std::string hint_of(CURLcode code) {
  switch (code) {
    case CURLE_PEER_FAILED_VERIFICATION:
      return "name the authority that signs its certificate, and the host as the certificate "
             "does";
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CACERT_BADFILE:
      return "check authority, certificate and key: PEM, and a key that fits";
    case CURLE_WRITE_ERROR:
      return "its answer is too long: is this the address of STOW-RS?";
    default:
      return "check its url, and whether it runs";
  }
}

}  // namespace

Result<void> expect_post_url(const std::string& url) {
  const std::unique_ptr<CURLU, CloseUrl> parsed(curl_url());
  const auto has = [&](CURLUPart part) {
    char* text = nullptr;
    const bool found = curl_url_get(parsed.get(), part, &text, 0) == CURLUE_OK;
    curl_free(text);
    return found;
  };
  if (!parsed || curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), 0) != CURLUE_OK ||
      !has(CURLUPART_HOST) || !(url.starts_with("http://") || url.starts_with("https://"))) {
    return fail(ErrorCode::kBadInput, "the url is none",
                "write url = \"https://pacs.example/dicom-web\"");
  }
  if (has(CURLUPART_USER) || has(CURLUPART_PASSWORD)) {
    return fail(ErrorCode::kBadInput, "the url holds a user or a password",
                "write \"user:password\" into a file, and name it: login = \"FILE\"");
  }
  if (has(CURLUPART_QUERY) || has(CURLUPART_FRAGMENT)) {
    return fail(ErrorCode::kBadInput, "the url has a query or a fragment",
                "end it with the path that \"/studies\" is added to");
  }
  return {};
}

Result<PostAnswer> http_post(const PostTarget& target, const Post& post) {
  if (start_library() != CURLE_OK) return fail(ErrorCode::kInternal, "libcurl does not start");
  Lines lines;
  lines.add("Content-Type", post.content_type);
  lines.add("Accept", post.accept);
  if (!post.authorization.empty()) lines.add("Authorization", post.authorization);
  Answered answered{{}, target.most_answered};
  Transfer transfer;
  transfer.set(CURLOPT_URL, target.url.c_str());
  bound(transfer, target);
  secure(transfer, target);
  transfer.set(CURLOPT_POST, 1L);
  transfer.set(CURLOPT_HTTPHEADER, lines.first());
  transfer.set(CURLOPT_POSTFIELDS, post.body.data());
  transfer.set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(post.body.size()));
  transfer.set(CURLOPT_WRITEFUNCTION, &take);
  transfer.set(CURLOPT_WRITEDATA, static_cast<void*>(&answered));
  const CURLcode done = [&] {
    const NoPipeSignal held;
    return transfer.run();
  }();
  if (done != CURLE_OK) {
    return fail(ErrorCode::kPeerUnavailable, curl_easy_strerror(done), hint_of(done));
  }
  return PostAnswer{transfer.http_status(), std::move(answered.bytes)};
}

}  // namespace medisc
