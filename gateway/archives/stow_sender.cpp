// Files of a token or a login are read for each request, so that they may change, and wiped
// behind it.
#include <algorithm>
#include <chrono>
#include <fstream>
#include <string_view>
#include <utility>
#include <vector>

#include <sodium.h>

#include "config/private_file.hpp"
#include "gateway/archives/archive_sender.hpp"
#include "gateway/archives/http_post.hpp"
#include "gateway/archives/stow_answer.hpp"
#include "gateway/stow/multipart_writer.hpp"
#include "http/tls_files.hpp"

namespace medisc {
namespace {

constexpr std::size_t kLongestSecret = 8192;

/// A text that is wiped when it goes.
class Secret {
 public:
  explicit Secret(std::string text) : text_(std::move(text)) {}
  Secret(Secret&& other) noexcept : text_(std::exchange(other.text_, {})) {}
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  Secret& operator=(Secret&&) = delete;
  ~Secret() { wipe_text(text_); }

  std::string& text() { return text_; }

 private:
  std::string text_;
};

/// Whether a header may hold it; its letters are ASCII and none is a blank.
bool is_plain(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7f; });
}

Result<Secret> first_line(const std::filesystem::path& file, const std::string& what,
                          const std::string& make) {
  auto content = read_private_file(file, what, kLongestSecret, make);
  if (!content) return tl::unexpected(content.error());
  Secret secret(std::move(*content));
  std::string& text = secret.text();
  while (text.ends_with('\n') || text.ends_with('\r')) text.pop_back();
  return secret;
}

/// Beyond what a string keeps within itself, where it would stay when the text moves on.
constexpr std::size_t kOnTheHeap = 64;

Secret header_of(std::string_view scheme, std::string_view value) {
  std::string text;
  text.reserve(kOnTheHeap + value.size());
  text.append(scheme).append(value);
  return Secret(std::move(text));
}

Result<Secret> bearer(const std::filesystem::path& file) {
  const std::string make = "write the archive's token into it, for this user alone";
  auto token = first_line(file, "token file", make);
  if (!token) return token;
  if (token->text().empty() || !is_plain(token->text())) {
    return fail(ErrorCode::kBadInput, "token file " + file.string() + " holds no token", make);
  }
  return header_of("Bearer ", token->text());
}

Result<Secret> basic(const std::filesystem::path& file) {
  const std::string make = "write \"user:password\" into it, for this user alone";
  auto login = first_line(file, "login file", make);
  if (!login) return login;
  const std::string& text = login->text();
  const bool wrong =
      text.find(':') == text.npos || text.starts_with(':') ||
      std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < ' '; });
  if (wrong) {
    return fail(ErrorCode::kBadInput, "login file " + file.string() + " holds no login", make);
  }
  Secret encoded(std::string(
      sodium_base64_encoded_len(text.size(), sodium_base64_VARIANT_ORIGINAL), '\0'));
  sodium_bin2base64(encoded.text().data(), encoded.text().size(),
                    reinterpret_cast<const unsigned char*>(text.data()), text.size(),
                    sodium_base64_VARIANT_ORIGINAL);
  encoded.text().pop_back();  // the NUL
  return header_of("Basic ", encoded.text());
}

/// The value of Authorization; empty where the archive wants none.
Result<Secret> authorization(const Archive& archive) {
  if (archive.token) return bearer(*archive.token);
  if (archive.login) return basic(*archive.login);
  return Secret("");
}

tl::unexpected<Error> of_archive(const Archive& archive, Error error) {
  return fail(ErrorCode::kBadInput, "archive " + archive.name + ": " + error.context,
              std::move(error.hint));
}

/// Certificate and key fit and are valid; the authority can be read.
Result<void> expect_tls_files(const Archive& archive) {
  if (archive.certificate) {
    auto texts = load_tls_texts({*archive.certificate, archive.key.value_or(""), {}, false},
                                std::chrono::system_clock::now());
    if (!texts) return of_archive(archive, texts.error());
    wipe_text(texts->key);
  }
  if (archive.authority && !std::ifstream(*archive.authority)) {
    return of_archive(archive, {ErrorCode::kBadInput,
                                "authority " + archive.authority->string() + " can't be read",
                                "name a file of certificates, PEM"});
  }
  return {};
}

std::string studies_of(std::string url) {
  while (url.ends_with('/')) url.pop_back();
  return url + "/studies";
}

class StowSender final : public ArchiveSender {
 public:
  explicit StowSender(const Archive& archive) : archive_(archive) {
    target_.url = studies_of(archive.url);
    target_.authority = archive.authority;
    target_.certificate = archive.certificate;
    target_.key = archive.key;
  }

  Result<void> send(std::span<const DicomObject> objects) override;

 private:
  const Archive archive_;
  PostTarget target_;
};

Result<void> StowSender::send(std::span<const DicomObject> objects) {
  if (objects.empty()) return {};
  auto shown = authorization(archive_);
  if (!shown) {  // a person mends the file, and the next attempt goes well
    return fail(ErrorCode::kPeerUnavailable,
                "archive " + archive_.name + ": " + shown.error().context, shown.error().hint);
  }
  std::vector<std::string_view> files;
  for (const DicomObject& object : objects) files.emplace_back(object.file);
  const MultipartBody body = write_multipart(files, "application/dicom");
  const auto answer = http_post(
      target_, {body.content_type, "application/dicom+json", shown->text(), body.bytes});
  if (!answer) {
    return fail(
        answer.error().code,
        "archive " + archive_.name + " does not take objects: " + answer.error().context,
        answer.error().hint);
  }
  return judge_stow(archive_.name, *answer);
}

}  // namespace

Result<std::unique_ptr<ArchiveSender>> make_stow_sender(const Archive& archive) {
  if (auto good = expect_post_url(archive.url); !good) return of_archive(archive, good.error());
  if (auto shown = authorization(archive); !shown) return of_archive(archive, shown.error());
  if (auto good = expect_tls_files(archive); !good) return tl::unexpected(good.error());
  return std::make_unique<StowSender>(archive);
}

}  // namespace medisc
