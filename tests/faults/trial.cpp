#include "tests/faults/trial.hpp"

#include <algorithm>
#include <fstream>
#include <stdexcept>

#include "storage/sqlite.hpp"
#include "tests/faults/once.hpp"

namespace medisc::test {
namespace {

Spent spent_in(const std::filesystem::path& database) {
  auto connection = sqlite::Connection::open(database, sqlite::Access::kReadOnly).value();
  auto rows = connection.prepare(
      "SELECT bundles.id, session_id, plan_hash FROM bundles JOIN pools ON pools.id = pool_id "
      "WHERE state IN ('consumed', 'burned')");
  Spent spent;
  const auto read = rows.each([&] {
    spent.ids.insert(rows.text(0));
    if (rows.is_null(1)) return;
    SpendingSession& session = spent.sessions[rows.text(1)];
    session.plan_hash = rows.text(2);
    ++session.records;
  });
  if (!read) throw std::runtime_error(render(read.error()));
  return spent;
}

bool holds_turns(const std::vector<SentStream>& sent, Role role) {
  return std::any_of(sent.begin(), sent.end(), [&](const SentStream& stream) {
    const auto* hello = std::get_if<Hello>(&stream.messages.front());
    return hello != nullptr && hello->role == role &&
           std::holds_alternative<Turn>(stream.messages.back());
  });
}

/// Whether every comparison of every plan that was offered is by the tree, or by the chain.
bool compare_alike(const std::vector<SentStream>& sent, bool by_chain) {
  std::size_t compared = 0;
  for (const SentStream& stream : sent) {
    for (const Message& message : stream.messages) {
      const auto* offer = std::get_if<PlanOffer>(&message);
      if (offer == nullptr) continue;
      for (const Step& step : offer->plan.steps) {
        const auto* threshold = std::get_if<ThresholdStep>(&step.op);
        if (threshold == nullptr) continue;
        if ((threshold->chain != 0) != by_chain) return false;
        ++compared;
      }
    }
  }
  return compared > 0;
}

class Trial {
 public:
  explicit Trial(const Fault& fault) : fault_(fault) {
    std::filesystem::create_directory(site_ / "sent");
    site_.model_settings += "comparison = \"" + fault_.comparison + "\"\n";
    watch();
  }

  Finding run() {
    try {
      site_.start();
      site_.stock(6, 4);
      strike();
      watch();
      live_on();
      look();
    } catch (const std::runtime_error& error) {
      finding_.problems.push_back(error.what());
    }
    return std::move(finding_);
  }

 private:
  Words watched() const {
    return {"/usr/bin/env", "LD_PRELOAD=" FAULTS_INJECTOR, "FAULTS_LOG=" + site_.path("sent")};
  }

  void watch() {
    for (const char* role : {"dealer", "service", "hospital"})
      site_.launchers[role] = watched();
  }

  /// The launcher of the victim.
  Words doomed() const {
    Words words = watched();
    words.insert(words.end(),
                 {"FAULTS_COUNT=" + site_.path("steps"), "FAULTS_MODE=" + fault_.mode});
    if (fault_.at > 0) words.push_back("FAULTS_AT=" + std::to_string(fault_.at));
    return words;
  }

  std::uint64_t steps() const {
    std::uint64_t steps = 0;
    std::ifstream(site_ / "steps", std::ios::binary)
        .read(reinterpret_cast<char*>(&steps), sizeof steps);
    return steps;
  }

  /// A day's work, in which anything may fail.
  void strike() {
    if (fault_.victim == Victim::kDealer) {
      site_.launchers["dealer"] = doomed();
      daemon([&] { site_.start_dealer(); });
      site_.launchers["dealer"] = watched();
      daemon([&] { site_.start_service(); });
    }
    if (fault_.victim == Victim::kService) {
      site_.launchers["service"] = doomed();
      daemon([&] { site_.start_service(); });
    }
    // Bundles enough for two messages to the service, over two connections.
    verb(Victim::kFill, "dealer", [&] { return site_.fill(300); });
    verb(Victim::kPrepare, "hospital", [&] { return site_.prepare(300); });
    finding_.before_sessions = fault_.victim == Victim::kDiagnose ? 0 : steps();
    // Sessions enough for one that opens while another runs.
    verb(Victim::kDiagnose, "hospital", [&] { return site_.diagnose(4); });
    verb(
        Victim::kDiagnose, "hospital", [&] { return site_.diagnose(1); }, true);
    finding_.steps = steps();
    finding_.struck = fault_.at > 0 && finding_.steps >= fault_.at;
  }

  /// A daemon that may die before it is ready.
  template <class Start>
  void daemon(Start start) {
    try {
      start();
    } catch (const std::runtime_error&) {
    }
  }

  template <class Run>
  void verb(Victim victim, const char* role, Run run, bool again = false) {
    const bool doom = victim == fault_.victim && !again;
    if (doom) site_.launchers[role] = doomed();
    const Outcome outcome = run();
    site_.launchers[role] = watched();
    const bool fine = outcome.status == 0 || (doom && outcome.status == 128 + SIGKILL);
    const auto lines = std::count(outcome.err.begin(), outcome.err.end(), '\n');
    if (fault_.at == 0 ? outcome.status != 0 : !fine && lines == 0) {
      complain(std::string(name_of(victim)) + " ends with status " +
               std::to_string(outcome.status) + ": " + outcome.err);
    }
  }

  /// After the restart all works, and the answers are right.
  void live_on() {
    site_.start();
    expect("fill", site_.fill(3));
    expect("prepare", site_.prepare(2));
    const Outcome diagnosis = site_.diagnose(2);
    expect("diagnose", diagnosis);
    const Outcome reference = site_.run(site_.verb(
        {"reference"}, {"--records", (examples() / "records.csv").string(), "--limit", "2"},
        "service"));
    if (diagnosis.status != 0) return;
    for (std::size_t i = 0; i < 2; ++i) {
      for (const char* logit : {"logit_0", "logit_1"}) {
        const auto at = [&](const Outcome& outcome) {
          return outcome.report().table("results").at(i).at(logit);
        };
        if (at(diagnosis) != at(reference)) complain("a wrong logit");
      }
    }
  }

  void expect(const std::string& what, const Outcome& outcome) {
    if (outcome.status == 0) return;
    complain("after the restart, " + what + ": status " + std::to_string(outcome.status) +
             ", " + outcome.err);
  }

  void look() {
    site_.kill_dealer();
    site_.kill_service();
    for (const auto& file : std::filesystem::directory_iterator(site_ / "")) {
      if (contents(file.path()).find("old-copy-found") == std::string::npos) continue;
      if (file.path().extension() == ".err") complain("a database counts as an older copy");
    }
    const Spent hospital = spent_in(site_ / "hospital.sqlite");
    const Spent service = spent_in(site_ / "service.sqlite");
    const auto sent = read_sent_logs(site_ / "sent");
    if (!holds_turns(sent, Role::kHospital) || !holds_turns(sent, Role::kService)) {
      complain("the logs of what was sent hold no session");
    }
    if (!compare_alike(sent, fault_.comparison == "chain")) {
      complain("the plan does not compare by the " + fault_.comparison);
    }
    for (auto& problem : reuse_in(sent, hospital, service)) {
      complain(std::move(problem));
    }
  }

  void complain(std::string problem) { finding_.problems.push_back(std::move(problem)); }

  Fault fault_;
  Site site_;
  Finding finding_;
};

}  // namespace

const char* name_of(Victim victim) {
  switch (victim) {
    case Victim::kDealer:
      return "dealer run";
    case Victim::kService:
      return "service run";
    case Victim::kFill:
      return "dealer fill";
    case Victim::kPrepare:
      return "hospital prepare";
    case Victim::kDiagnose:
      return "hospital diagnose";
  }
  return "";
}

Finding try_fault(const Fault& fault) {
  return Trial(fault).run();
}

}  // namespace medisc::test
