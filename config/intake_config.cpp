#include "config/intake_config.hpp"

#include <algorithm>

#include "config/sections.hpp"

namespace medisc {
namespace {

constexpr std::int64_t kMostMb = std::int64_t{1} << 20;
constexpr std::size_t kLongestTitle = 16;

/// Letters that an AE title may have (PS3.5, 6.2: VR AE).
bool is_title(const std::string& text) {
  const auto plain = [](char c) {
    return c >= ' ' && c <= '~' && c != '\\';
  };
  return !text.empty() && text.size() <= kLongestTitle && std::ranges::all_of(text, plain) &&
         text.front() != ' ' && text.back() != ' ';
}

void check_title(TomlSection& section, const std::string& key, const std::string& title) {
  if (is_title(title)) return;
  section.complain(key, key + ": \"" + title + "\" is no AE title",
                   "1 to 16 letters of ASCII, without a backslash");
}

IntakeSettings read_settings(TomlSection& section) {
  IntakeSettings settings;
  settings.folder = section.path("folder");
  settings.most_mb = static_cast<std::uint64_t>(
      section.integer_or("most_mb", static_cast<std::int64_t>(settings.most_mb), 1, kMostMb));
  settings.keep = std::chrono::hours(
      section.integer_or("keep_hours", settings.keep.count(), 0, std::int64_t{24} * 3660));
  settings.series_quiet = std::chrono::seconds(
      section.integer_or("series_quiet_s", settings.series_quiet.count(), 1, 3600));
  settings.retry =
      std::chrono::seconds(section.integer_or("retry_s", settings.retry.count(), 1, 3600));
  settings.keep_unmatched =
      section.choice_or("unmatched", "refuse", {"refuse", "keep"}) == "keep";
  settings.at_once = static_cast<std::size_t>(
      section.integer_or("at_once", static_cast<std::int64_t>(settings.at_once), 1, 1024));
  return settings;
}

/// "TITLE", or "TITLE@HOST".
DicomCaller caller_of(TomlSection& section, const std::string& text) {
  const std::size_t at = text.find('@');
  DicomCaller caller{text.substr(0, at), at == text.npos ? "" : text.substr(at + 1)};
  check_title(section, "callers", caller.title);
  return caller;
}

/// A certificate and its key come together.
void check_pair(TomlSection& section, const std::optional<std::filesystem::path>& certificate,
                const std::optional<std::filesystem::path>& key) {
  if (certificate.has_value() == key.has_value()) return;
  section.complain(key ? "key" : "certificate", "certificate and key come together",
                   "name both, or none");
}

std::optional<DicomListener> read_dicom(TomlReader& reader) {
  auto section = reader.optional_section("dicom");
  if (!section.present()) return std::nullopt;
  DicomListener dicom;
  dicom.address = section.parsed("listen", parse_address);
  dicom.title = section.optional_text("title").value_or(dicom.title);
  check_title(section, "title", dicom.title);
  dicom.any_title = section.flag_or("any_title", dicom.any_title);
  for (const std::string& text : section.texts("callers")) {
    dicom.callers.push_back(caller_of(section, text));
  }
  dicom.associations = static_cast<std::size_t>(section.integer_or(
      "associations", static_cast<std::int64_t>(dicom.associations), 1, 1024));
  dicom.object_mb = static_cast<std::uint64_t>(
      section.integer_or("object_mb", static_cast<std::int64_t>(dicom.object_mb), 1, 4096));
  dicom.certificate = section.optional_path("certificate");
  dicom.key = section.optional_path("key");
  dicom.authority = section.optional_path("authority");
  check_pair(section, dicom.certificate, dicom.key);
  if (dicom.authority && !dicom.certificate) {
    section.complain("authority", "authority is there, and no certificate",
                     "callers show certificates over TLS alone: name certificate and key");
  }
  if (!is_loopback(dicom.address) && dicom.callers.empty() && !dicom.authority) {
    section.complain("listen", "listen is no loopback address, and there are no callers",
                     "name those who may send: callers = [\"CT1@10.1.2.3\"]; or the authority "
                     "of their certificates");
  }
  return dicom;
}

Archive read_archive(TomlSection& section) {
  Archive archive;
  archive.name = read_name(section, "name");
  archive.url = section.optional_text("url").value_or("");
  archive.authority = section.optional_path("authority");
  archive.certificate = section.optional_path("certificate");
  archive.key = section.optional_path("key");
  check_pair(section, archive.certificate, archive.key);
  if (!archive.url.empty()) {
    archive.token = section.optional_path("token");
    archive.login = section.optional_path("login");
    if (!archive.url.starts_with("http://") && !archive.url.starts_with("https://")) {
      section.complain("url", "url is neither http:// nor https://",
                       "write url = \"https://pacs.example/dicom-web\"");
    }
    if (archive.token && archive.login) {
      section.complain("login", "token and login are both there",
                       "an archive takes one of them");
    }
    return archive;
  }
  archive.address = read_peer_address(section, "address");
  archive.title = section.text("title");
  check_title(section, "title", archive.title);
  archive.calling_title = section.optional_text("calling_title").value_or("MEDISC");
  check_title(section, "calling_title", archive.calling_title);
  archive.tls = section.flag_or("tls", false);
  return archive;
}

IntakeRule read_rule(TomlSection& section, const std::vector<Archive>& archives) {
  IntakeRule rule;
  rule.name = read_name(section, "name");
  rule.modality = section.texts("modality");
  rule.body_part = section.texts("body_part");
  rule.sop_class = section.texts("sop_class");
  rule.description = section.texts("description");
  rule.caller = section.texts("caller");
  rule.model = section.text("model");
  rule.service = section.optional_text("service").value_or("");
  rule.archives = section.texts("archives");
  rule.report = section.flag_or("report", rule.report);
  rule.segmentation = section.flag_or("segmentation", rule.segmentation);
  rule.picture = section.flag_or("picture", rule.picture);
  for (const std::string& name : rule.archives) {
    if (std::ranges::find(archives, name, &Archive::name) != archives.end()) continue;
    section.complain("archives", "archives names \"" + name + "\", and no [[archives]] has it",
                     "name one of the archives");
  }
  return rule;
}

}  // namespace

std::optional<IntakeConfig> read_intake(TomlReader& reader) {
  auto section = reader.optional_section("intake");
  if (!section.present()) return std::nullopt;
  IntakeConfig intake;
  intake.settings = read_settings(section);
  intake.dicom = read_dicom(reader);
  std::vector<std::string> archives;
  for (auto& one : reader.optional_sections("archives")) {
    intake.archives.push_back(read_archive(one));
    expect_new(one, "name", intake.archives.back().name, archives, "this archive");
  }
  std::vector<std::string> rules;
  for (auto& one : reader.optional_sections("rules")) {
    intake.rules.push_back(read_rule(one, intake.archives));
    expect_new(one, "name", intake.rules.back().name, rules, "this rule");
  }
  if (intake.rules.empty() && !intake.settings.keep_unmatched) {
    section.complain("folder", "[intake] has no [[rules]]: every image would be refused",
                     "say which images go to which model, or unmatched = \"keep\"");
  }
  return intake;
}

}  // namespace medisc
