/// A dealer, a service and a hospital on this machine, as processes with keys, configurations
/// and databases of their own in a folder that vanishes.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/process.hpp"
#include "tests/cli/report.hpp"
#include "tests/files/folder.hpp"

namespace medisc::test {

using Words = std::vector<std::string>;

/// How a verb ended.
struct Outcome {
  int status = -1;
  std::string out;
  std::string err;

  Report report() const { return parse_report(out); }
};

/// The breast example's folder.
std::filesystem::path examples();

class Site {
 public:
  Site();
  Site(const Site&) = delete;
  Site& operator=(const Site&) = delete;

  std::filesystem::path operator/(const std::string& name) const { return folder_ / name; }
  void write(const std::string& name, const std::string& content) const;
  /// Names of files and verbs' options are taken from the folder.
  std::string path(const std::string& name) const { return (folder_ / name).string(); }

  /// Makes "<name>.key"; returns its public key.
  std::string make_key(const std::string& name);
  /// A party's public key, in hexadecimal. Those of dealer, service and hospital are there.
  const std::string& key(const std::string& name) const { return keys_.at(name); }

  /// What the configurations say. Change it before the role starts.
  std::filesystem::path model_file = examples() / "model.onnx";
  std::string model_settings;                 ///< further lines of [[models]]
  std::string hospital_settings;              ///< further lines of hospital.toml
  std::string daemon_settings;                ///< further lines of dealer.toml and service.toml
  std::string dealer_settings;                ///< further sections of dealer.toml
  std::string service_settings;               ///< further sections of service.toml
  Patience starting = 10s;                    ///< how long a service may compile its models
  int silence_seconds = 60;                   ///< of the hospital's [connect]
  std::map<std::string, std::string> tls;     ///< a role's lines of [tls]
  std::map<std::string, std::string> listen;  ///< where a role listens; else a free port
  /// What stands before a role's commands, to run them on another machine.
  std::map<std::string, Words> launchers;
  std::string dealer_address;           ///< as the others call it; set by start_dealer
  std::string service_address;          ///< as the hospital calls it; set by start_service
  std::string service_key_at_hospital;  ///< the key that the hospital expects
  std::vector<std::string> hospitals{"hospital"};  ///< key names registered at the service

  /// All three encrypt, on loopback, too.
  void encrypt();
  /// Makes "<name>.crt" and "<name>.tls.key" beside a role's key.
  void make_certificate(const std::string& role, const std::string& name);

  void start_dealer();
  void start_service();
  /// Both, until the plan is registered.
  void start();
  Process& dealer() { return *dealer_; }
  Process& service() { return *service_; }
  /// Ends the process at once, by SIGKILL.
  void kill_dealer() { dealer_.reset(); }
  void kill_service() { service_.reset(); }

  void write_dealer_toml() const;
  void write_service_toml() const;
  void write_hospital_toml() const;

  /// Runs a verb to its end.
  Outcome run(const Words& words, Patience patience = 30s) const;
  /// Starts one.
  std::unique_ptr<Process> begin(const Words& words) const;
  Words verb(const Words& first, const Words& more, const std::string& role) const;

  Outcome fill(std::size_t count) const;
  Outcome prepare(std::size_t count, const Words& more = {}) const;
  Outcome diagnose(const Words& more) const;
  /// `count` records of the example, as JSON.
  Outcome diagnose(std::size_t count, const Words& more = {}) const;
  /// Fills and prepares; throws where that fails.
  void stock(std::size_t dealt, std::size_t prepared) const;
  std::unique_ptr<Process> begin_diagnose(std::size_t count) const;

  /// "pools", "sessions" or "layers" of a role's database.
  Report stats(const std::string& role, const std::string& what) const;
  /// Bundles of the only pool in a state, e.g. level("service", "consumed").
  std::size_t level(const std::string& role, const std::string& state) const;
  /// Ids in this state, from the database itself.
  std::set<std::string> ids(const std::string& role, const std::string& state) const;

  /// A copy of a role's database, WAL included; the role must not run.
  void save(const std::string& role) const;
  void restore(const std::string& role) const;

 private:
  std::string tls_section(const std::string& role) const;
  std::string listen_line(const std::string& role) const;

  Folder folder_;  ///< outlives the daemons
  std::map<std::string, std::string> keys_;
  std::unique_ptr<Process> dealer_;
  std::unique_ptr<Process> service_;
  mutable int runs_ = 0;
};

/// Did it succeed, without a word on standard error but notes on its input?
testing::AssertionResult succeeded(const Outcome& outcome);

/// Did it succeed, with warnings that hold all `parts` on standard error?
testing::AssertionResult succeeded_with(const Outcome& outcome, const Words& parts);

/// Is there nothing, or JSON with an error alone?
bool holds_no_result(const std::string& out);

/// Did it end with this status, no result on standard output, and one line on standard error,
/// notes on its input aside, and that holds all `parts`?
testing::AssertionResult refused(const Outcome& outcome, int status, const Words& parts);

}  // namespace medisc::test
