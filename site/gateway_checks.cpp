#include "site/gateway_checks.hpp"

#include <algorithm>
#include <utility>

#include <sys/stat.h>
#include <unistd.h>

#include "channel/channels.hpp"
#include "config/private_file.hpp"
#include "jobs/client.hpp"

namespace medisc {
namespace {

constexpr std::size_t kMostSecret = 1u << 20;

Result<void> check_private(const std::filesystem::path& file, const std::string& what,
                           const std::string& make) {
  auto read = read_private_file(file, what, kMostSecret, make);
  if (!read) return tl::unexpected<Error>(read.error());
  wipe_text(*read);
  return {};
}

/// A folder of this user alone, or one that can be made.
Result<void> check_folder(const std::filesystem::path& folder) {
  struct stat status {};
  if (::stat(folder.c_str(), &status) == 0) {
    if (S_ISDIR(status.st_mode) && (status.st_mode & 077) == 0 &&
        ::access(folder.c_str(), W_OK | X_OK) == 0) {
      return {};
    }
    return fail(ErrorCode::kUsage, folder.string() + " is no folder of this user alone",
                "it holds patients' images: chmod 700, and chown to the gateway's user");
  }
  const auto parent = std::filesystem::absolute(folder).parent_path();
  if (::access(parent.c_str(), W_OK | X_OK) == 0) return {};
  return fail(
      ErrorCode::kUsage,
      parent.string() + " is no folder that " + folder.filename().string() + " can be made in",
      "make the folder, or let this user write there");
}

Result<void> check_tls(const std::optional<std::filesystem::path>& certificate,
                       const std::optional<std::filesystem::path>& key,
                       const std::optional<std::filesystem::path>& authority) {
  TlsConfig tls;
  tls.certificate = certificate;
  tls.key = key;
  tls.authority = authority;
  const auto channels = Channels::open(tls, std::chrono::system_clock::now());
  if (!channels) return tl::unexpected<Error>(channels.error());
  return {};
}

Result<void> check_archive(const Archive& archive) {
  for (const auto& [what, file] :
       {std::pair("token", archive.token), std::pair("login", archive.login)}) {
    if (!file) continue;
    if (auto read =
            read_private_file(*file, what, kMostSecret, "write it, for this user alone");
        !read) {
      return tl::unexpected<Error>(read.error());
    }
  }
  if (!archive.certificate && !archive.authority) return {};
  return check_tls(archive.certificate, archive.key, archive.authority);
}

/// Whether the hospital's daemon has the model that a rule names is a note: it may come.
std::string note_on(const IntakeRule& rule, const Result<std::vector<OfferedModel>>& models) {
  if (!models) return "";
  const bool known = std::ranges::any_of(*models, [&](const OfferedModel& offered) {
    return offered.model == rule.model &&
           (rule.service.empty() || offered.service == rule.service);
  });
  return known ? "" : "the daemon has no model '" + rule.model + "' now";
}

void check_intake(std::vector<ConfigCheck>& checks, const IntakeConfig& intake,
                  const Result<std::vector<OfferedModel>>& models) {
  checks.push_back(
      {"intake", intake.settings.folder.string(), check_folder(intake.settings.folder), ""});
  if (intake.dicom && intake.dicom->certificate) {
    checks.push_back(
        {"tls", intake.dicom->certificate->string(),
         check_tls(intake.dicom->certificate, intake.dicom->key, intake.dicom->authority), ""});
  }
  for (const Archive& archive : intake.archives) {
    checks.push_back({"archive", archive.name, check_archive(archive), ""});
  }
  for (const IntakeRule& rule : intake.rules) {
    checks.push_back({"rule", rule.name, {}, note_on(rule, models)});
  }
}

Result<std::vector<OfferedModel>> models_of(const std::filesystem::path& socket) {
  auto daemon = HospitalClient::connect(socket, "medisc config check");
  if (!daemon) return tl::unexpected<Error>(daemon.error());
  return daemon->models();
}

}  // namespace

void check_gateway(std::vector<ConfigCheck>& checks, const GatewayConfig& config) {
  const auto models = models_of(config.hospital);
  checks.push_back(
      {"hospital",
       config.hospital.string(),
       {},
       models ? "" : "no daemon can be asked there now: " + models.error().context});
  if (config.tokens) {
    checks.push_back(
        {"tokens", config.tokens->string(),
         check_private(*config.tokens, "file of tokens", "medisc gateway token add"), ""});
  }
  if (config.certificate) {
    checks.push_back({"tls", config.certificate->string(),
                      check_tls(config.certificate, config.key, std::nullopt), ""});
  }
  if (config.intake) check_intake(checks, *config.intake, models);
}

}  // namespace medisc
