#include "tests/cli/site.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "storage/store.hpp"

namespace medisc::test {
namespace {

std::string peer_section(const std::string& list, const std::string& name,
                         const std::string& key) {
  return "[[" + list + "]]\nname = \"" + name + "\"\npublic_key = \"" + key + "\"\n";
}

std::string role_section(const std::string& role, const std::string& listen_line) {
  return "[" + role + "]\n" + listen_line + "key = \"" + role + ".key\"\ndatabase = \"" + role +
         ".sqlite\"\n";
}

void copy_database(const std::filesystem::path& from, const std::filesystem::path& to) {
  for (const char* part : {"", "-wal", "-shm"}) {
    const std::filesystem::path source = from.string() + part;
    const std::filesystem::path target = to.string() + part;
    std::filesystem::remove(target);
    if (std::filesystem::exists(source)) std::filesystem::copy_file(source, target);
  }
}

}  // namespace

std::filesystem::path examples() {
  return std::filesystem::path(MEDISC_SOURCE_DIR) / "examples" / "breast";
}

Site::Site() {
  model_settings = "input_range = \"" + (examples() / "ranges.csv").string() + "\"\n";
  for (const char* role : {"dealer", "service", "hospital"}) make_key(role);
  service_key_at_hospital = key("service");
  // Nobody listens there.
  dealer_address = service_address = "127.0.0.1:9";
  write_dealer_toml();
  write_service_toml();
  write_hospital_toml();
}

void Site::write(const std::string& name, const std::string& content) const {
  std::ofstream(folder_ / name) << content;
}

std::string Site::make_key(const std::string& name) {
  const Outcome made = run({"keygen", "--output", path(name + ".key"), "--format", "json"});
  if (made.status != 0) throw std::runtime_error(made.err);
  return keys_[name] = made.report().fact("public_key");
}

std::string Site::listen_line(const std::string& role) const {
  const auto found = listen.find(role);
  return "listen = \"" + (found == listen.end() ? "127.0.0.1:0" : found->second) + "\"\n";
}

std::string Site::tls_section(const std::string& role) const {
  const auto found = tls.find(role);
  return found == tls.end() ? "" : "\n[tls]\n" + found->second;
}

void Site::encrypt() {
  for (const char* role : {"dealer", "service", "hospital"}) tls[role] += "mode = \"always\"\n";
}

void Site::make_certificate(const std::string& role, const std::string& name) {
  const Outcome made = run({"keygen", "--show", path(role + ".key"), "--tls", path(name)});
  if (made.status != 0) throw std::runtime_error(made.err);
}

void Site::write_dealer_toml() const {
  write("dealer.toml", role_section("dealer", listen_line("dealer")) +
                           peer_section("hospitals", "st-anna", key("hospital")) +
                           peer_section("services", "acme", key("service")) + daemon_settings +
                           dealer_settings + tls_section("dealer"));
}

void Site::write_service_toml() const {
  std::string text = role_section("service", listen_line("service")) +
                     "[dealer]\naddress = \"" + dealer_address + "\"\npublic_key = \"" +
                     key("dealer") + "\"\n";
  for (const std::string& name : hospitals) text += peer_section("hospitals", name, key(name));
  text += "[[models]]\nname = \"breast\"\nfile = \"" + model_file.string() +
          "\"\nlabels = [\"benign\", \"malignant\"]\n" + model_settings + daemon_settings +
          service_settings + tls_section("service");
  write("service.toml", text);
}

void Site::write_hospital_toml() const {
  write("hospital.toml", role_section("hospital", "") + "[dealer]\naddress = \"" +
                             dealer_address + "\"\npublic_key = \"" + key("dealer") +
                             "\"\n[[services]]\nname = \"acme\"\n" + "address = \"" +
                             service_address + "\"\npublic_key = \"" + service_key_at_hospital +
                             "\"\n[connect]\nattempts = 2\ndelay_ms = 50\nsilence_s = " +
                             std::to_string(silence_seconds) + "\n" + hospital_settings +
                             tls_section("hospital"));
}

void Site::start_dealer() {
  dealer_.reset();
  write_dealer_toml();
  dealer_ = begin({"dealer", "run", "--config", path("dealer.toml")});
  dealer_address = dealer_->await("dealer-ready address=");
  write_service_toml();
  write_hospital_toml();
}

void Site::start_service() {
  service_.reset();
  write_service_toml();
  service_ = begin({"service", "run", "--config", path("service.toml")});
  service_address = service_->await("service-ready address=", starting);
  write_hospital_toml();
}

void Site::start() {
  start_dealer();
  start_service();
  service_->await("plan-registered model=", starting);
}

std::unique_ptr<Process> Site::begin(const Words& words) const {
  const auto launcher = words.empty() ? launchers.end() : launchers.find(words.front());
  Words command = launcher == launchers.end() ? Words() : launcher->second;
  command.push_back(MEDISC_BINARY);
  command.insert(command.end(), words.begin(), words.end());
  return std::make_unique<Process>(command, folder_ / ("run-" + std::to_string(++runs_)));
}

Outcome Site::run(const Words& words, Patience patience) const {
  const auto process = begin(words);
  const auto status = process->wait(patience);
  if (!status) {
    const std::string verb = words.empty() ? "" : words.front();
    throw std::runtime_error("medisc " + verb + " hangs:\n" + process->err());
  }
  return {*status, process->out(), process->err()};
}

Words Site::verb(const Words& first, const Words& more, const std::string& role) const {
  Words words = first;
  words.insert(words.end(), {"--config", path(role + ".toml"), "--model", "breast"});
  words.insert(words.end(), more.begin(), more.end());
  if (std::find(more.begin(), more.end(), "--format") == more.end()) {
    words.insert(words.end(), {"--format", "json"});
  }
  return words;
}

Outcome Site::fill(std::size_t count) const {
  return run(verb({"dealer", "fill"}, {"--count", std::to_string(count)}, "dealer"));
}

Outcome Site::prepare(std::size_t count, const Words& more) const {
  Words words{"--count", std::to_string(count)};
  words.insert(words.end(), more.begin(), more.end());
  return run(verb({"hospital", "prepare"}, words, "hospital"));
}

Outcome Site::diagnose(const Words& more) const {
  return run(verb({"hospital", "diagnose"}, more, "hospital"));
}

Outcome Site::diagnose(std::size_t count, const Words& more) const {
  Words words{"--records", (examples() / "records.csv").string(), "--limit",
              std::to_string(count)};
  words.insert(words.end(), more.begin(), more.end());
  return diagnose(words);
}

std::unique_ptr<Process> Site::begin_diagnose(std::size_t count) const {
  return begin(verb(
      {"hospital", "diagnose"},
      {"--records", (examples() / "records.csv").string(), "--limit", std::to_string(count)},
      "hospital"));
}

void Site::stock(std::size_t dealt, std::size_t prepared) const {
  if (const auto filled = fill(dealt); filled.status != 0) throw std::runtime_error(filled.err);
  if (prepared == 0) return;
  if (const auto done = prepare(prepared); done.status != 0) throw std::runtime_error(done.err);
}

Report Site::stats(const std::string& role, const std::string& what) const {
  const Outcome printed =
      run({"stats", what, "--config", path(role + ".toml"), "--format", "json"});
  if (printed.status != 0) throw std::runtime_error(printed.err);
  return printed.report();
}

std::size_t Site::level(const std::string& role, const std::string& state) const {
  const Report report = stats(role, "pools");
  return std::stoul(report.table("pools").at(0).at(state));
}

std::set<std::string> Site::ids(const std::string& role, const std::string& state) const {
  StoreOptions options;
  options.create = false;
  const auto store = open_store(folder_ / (role + ".sqlite"), options).value();
  std::set<std::string> found;
  const auto pools = store->pool_levels().value();
  for (const PoolLevel& pool : pools) {
    const auto ids = store->bundles_in(pool.id, *bundle_state(state), SIZE_MAX).value();
    found.insert(ids.begin(), ids.end());
  }
  return found;
}

void Site::save(const std::string& role) const {
  copy_database(folder_ / (role + ".sqlite"), folder_ / (role + ".saved"));
}

void Site::restore(const std::string& role) const {
  copy_database(folder_ / (role + ".saved"), folder_ / (role + ".sqlite"));
}

namespace {

/// What a run says beside notes on its input.
std::string without_notes(const std::string& err) {
  std::istringstream lines(err);
  std::string rest;
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("medisc: note: ")) rest += line + '\n';
  }
  return rest;
}

}  // namespace

testing::AssertionResult succeeded(const Outcome& outcome) {
  if (outcome.status == 0 && without_notes(outcome.err).empty()) {
    return testing::AssertionSuccess();
  }
  return testing::AssertionFailure() << "status " << outcome.status << ": " << outcome.err;
}

testing::AssertionResult succeeded_with(const Outcome& outcome, const Words& parts) {
  auto failure = testing::AssertionFailure()
                 << "status " << outcome.status << ": " << outcome.err;
  if (outcome.status != 0) return failure;
  for (const std::string& part : parts) {
    if (outcome.err.find(part) == std::string::npos) return failure << "no \"" << part << "\"";
  }
  return testing::AssertionSuccess();
}

bool holds_no_result(const std::string& out) {
  return out.empty() || out.starts_with("{\n  \"medisc\": 2,\n  \"error\": \"");
}

testing::AssertionResult refused(const Outcome& outcome, int status, const Words& parts) {
  const std::string error = without_notes(outcome.err);
  const auto lines = std::count(error.begin(), error.end(), '\n');
  auto failure = testing::AssertionFailure()
                 << "status " << outcome.status << ", " << lines << " lines: " << outcome.err;
  if (outcome.status != status || lines != 1) return failure;
  if (!holds_no_result(outcome.out)) return failure << "and it prints: " << outcome.out;
  for (const std::string& part : parts) {
    if (outcome.err.find(part) == std::string::npos) return failure << "no \"" << part << "\"";
  }
  return testing::AssertionSuccess();
}

}  // namespace medisc::test
