#include "cli/arguments.hpp"

#include <iostream>
#include <memory>

#include "cli/app_description.hpp"
#include "cli/help_format.hpp"
#include "cli/misspelled.hpp"
#include "cli/shared_options.hpp"

namespace medisc {
namespace {

constexpr const char* kSetUp = "Set up";
constexpr const char* kRoles = "The three roles";
constexpr const char* kModels = "Models";
constexpr const char* kWatch = "Watch";

/// Collects the verbs; whichever is called leaves its arguments in `chosen`.
class CommandLine {
 public:
  CommandLine()
      : app_(
            "Private diagnosis: a hospital's record, a service's network, and neither "
            "sees the other's.",
            "medisc") {
    app_.set_version_flag("--version", "medisc " MEDISC_VERSION);
    app_.require_subcommand(1);
    app_.footer(
        "A first run, in this order:\n"
        "  medisc keygen --output hospital.key        each party makes its key\n"
        "  medisc dealer run --config dealer.toml     the dealer starts\n"
        "  medisc model init model.onnx --samples records.csv\n"
        "                                             what a record and a result mean\n"
        "  medisc service run --config service.toml   the service starts\n"
        "  medisc dealer fill --config dealer.toml --model breast --count 100\n"
        "  medisc hospital prepare --config hospital.toml --model breast --count 100\n"
        "  medisc hospital diagnose --config hospital.toml --model breast --records r.csv\n"
        "\nExit status: 0 done, 2 wrong usage or bad input, 3 a peer or a pool is not\n"
        "available, 1 anything else.");
    app_.formatter(std::make_shared<HelpFormat>());
    add_keygen();
    add_configuration();
    add_dealer();
    add_service();
    add_hospital();
    add_plan();
    add_reference();
    add_model_verbs();
    add_evaluate();
    add_bench();
    add_stats();
    add_gateway();
    add_results();
    add_audit();
  }

  Result<std::optional<Arguments>> parse(int argc, const char* const* argv,
                                         const char* const* environment) {
    try {
      app_.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
      if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success)) {
        app_.exit(error, std::cout, std::cerr);
        return std::nullopt;
      }
      return fail(ErrorCode::kUsage, explain(app_, error), "see: " + called(app_) + " --help");
    }
    if (chosen_) std::visit([&](auto& verb) { add_environment(verb, environment); }, *chosen_);
    return std::move(chosen_);
  }

  CommandDescription description() const { return describe(app_, "medisc"); }

 private:
  /// Flags stand above the environment: they come last.
  template <class Verb>
  static void add_environment(Verb& verb, const char* const* environment) {
    if constexpr (requires { verb.config; }) {
      add_overrides(verb.config, environment);
    } else if constexpr (requires { verb.model.config; }) {
      add_overrides(verb.model.config, environment);
    }
  }
  static void add_overrides(ConfigSource& config, const char* const* environment) {
    const auto variables = environment_overrides(environment);
    config.overrides.insert(config.overrides.begin(), variables.begin(), variables.end());
  }

  template <class Verb>
  CLI::App* add_verb(CLI::App& parent, const std::string& name, const std::string& what,
                     const std::string& examples, std::shared_ptr<Verb>& arguments) {
    arguments = std::make_shared<Verb>();
    CLI::App* verb = parent.add_subcommand(name, what);
    verb->footer("Examples:\n" + examples);
    verb->callback([this, arguments] { chosen_ = Arguments{*arguments}; });
    return verb;
  }

  static void add_model(CLI::App* verb, ModelArguments& model) {
    auto* file =
        verb->add_option("model-file", model.file, "an ONNX file")->type_name("MODEL.onnx");
    auto* config = add_config(verb, model.config, "service");
    file->excludes(config);
    verb->add_option("--model", model.model, "a model of the configuration")
        ->needs(config)
        ->type_name("MODEL");
    auto* range = verb->add_option("--range", model.range,
                                   "largest |x| of every feature (the manifest's, or 16)");
    verb->add_option("--ranges", model.ranges, "CSV with the largest |x| of each feature")
        ->type_name("FILE")
        ->excludes(range);
    add_compilation(verb, model);
    verb->add_option("--labels", model.labels, "one name a result")->delimiter(',');
  }

  void add_keygen() {
    std::shared_ptr<KeygenArguments> arguments;
    CLI::App* verb = add_verb(app_, "keygen", "Make a party's key, or show its public part.",
                              "  medisc keygen --output hospital.key\n"
                              "  medisc keygen --output dealer.key --tls dealer\n"
                              "  medisc keygen --output hospital.key --passphrase\n"
                              "  medisc keygen --show hospital.key",
                              arguments);
    verb->group(kSetUp);
    auto* output =
        verb->add_option("-o,--output", arguments->output, "the new secret key's file");
    auto* show = verb->add_option("--show", arguments->show, "an existing secret key's file");
    output->excludes(show)->type_name("FILE");
    show->type_name("FILE");
    verb->add_option("--tls", arguments->tls,
                     "also make NAME.crt, self-signed, for 10 years, and NAME.tls.key")
        ->type_name("NAME");
    auto* passphrase =
        verb->add_flag("--passphrase", arguments->passphrase,
                       "protect the new key with a passphrase, typed at the terminal");
    passphrase->excludes(show);
    verb->add_option("--passphrase-file", arguments->passphrase_file,
                     "the passphrase is the first line of this file")
        ->excludes(passphrase)
        ->type_name("FILE");
    add_format(verb, arguments->format);
  }

  void add_configuration() {
    CLI::App* config =
        app_.add_subcommand("config", "A role's configuration, without starting it.");
    config->require_subcommand(1)->group(kSetUp);
    std::shared_ptr<ConfigCheckArguments> check;
    CLI::App* verb =
        add_verb(*config, "check",
                 "Check a configuration and all that it refers to: keys, files, models.",
                 "  medisc config check --config /etc/medisc/service.toml", check);
    add_config(verb, check->config, "role")->envname("MEDISC_CONFIG")->required();
    add_format(verb, check->format);

    std::shared_ptr<ConfigShowArguments> show;
    verb =
        add_verb(*config, "show", "Show every value that counts, and where it comes from.",
                 "  medisc config show --config hospital.toml\n"
                 "  MEDISC_LOG_LEVEL=debug medisc config show -c hospital.toml --format json",
                 show);
    add_config(verb, show->config, "role")->envname("MEDISC_CONFIG")->required();
    add_format(verb, show->format);
  }

  void add_plan() {
    std::shared_ptr<PlanArguments> arguments;
    CLI::App* verb =
        add_verb(app_, "plan", "Compile a model and explain it: layers, scales, widths, costs.",
                 "  medisc plan model.onnx --samples records.csv --explain\n"
                 "  medisc plan model.onnx --ranges ranges.csv --fidelity warn\n"
                 "  medisc plan net.onnx --output-name logits --input-shape image=3x32x32\n"
                 "  medisc plan model.onnx --calibrate samples.npy --explain\n"
                 "  medisc plan model.onnx --ring 64 --batch 16 --format json\n"
                 "  medisc plan --config service.toml --model breast",
                 arguments);
    verb->group(kModels);
    add_model(verb, arguments->model);
    verb->add_flag("--explain", arguments->explain, "print every layer");
    verb->add_option("--batch", arguments->batch, "records a session")
        ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{65536}))
        ->capture_default_str();
    add_format(verb, arguments->format);
  }

  void add_model_verbs() {
    CLI::App* model = app_.add_subcommand("model", "What a model's records and results are.");
    model->require_subcommand(1)->group(kModels);
    std::shared_ptr<ModelInitArguments> init;
    CLI::App* verb =
        add_verb(*model, "init",
                 "Write a model.toml to edit: names, shapes, ranges and units, the task.",
                 "  medisc model init model.onnx --samples records.csv\n"
                 "  medisc model init net.onnx --samples x.npy --output-file net.toml --force",
                 init);
    verb->add_option("model-file", init->model, "an ONNX file")
        ->required()
        ->type_name("MODEL.onnx");
    verb->add_option("--samples", init->samples,
                     "records as hospitals have them, CSV, NPY or NPZ: ranges come from them")
        ->required()
        ->type_name("FILE");
    add_import(verb, init->output_name, init->input_shapes);
    verb->add_option("--output-file", init->output_file, "default: beside the model, .toml")
        ->type_name("FILE");
    verb->add_flag("--force", init->force, "write over a file that is there");
    add_format(verb, init->format);
  }

  void add_reference() {
    std::shared_ptr<ReferenceArguments> arguments;
    CLI::App* verb = add_verb(
        app_, "reference", "Run a plan in plaintext, in the protocol's own integers.",
        "  medisc reference model.onnx --samples s.csv --records r.csv --skip-bad\n"
        "  medisc reference --config service.toml --model breast --records r.csv --format json",
        arguments);
    verb->group(kModels);
    add_model(verb, arguments->model);
    verb->add_option("--records", arguments->records, "CSV, NPY or NPZ")
        ->required()
        ->type_name("FILE");
    add_reading(verb, arguments->reading);
    add_maps(verb, arguments->maps);
    add_rows(verb, arguments->rows);
    add_format(verb, arguments->format);
  }

  void add_dealer() {
    CLI::App* dealer = app_.add_subcommand("dealer", "The dealer of correlated randomness.");
    dealer->require_subcommand(1)->group(kRoles);
    std::shared_ptr<DealerRunArguments> run;
    CLI::App* verb = add_verb(*dealer, "run", "Deliver bundles to their owners until stopped.",
                              "  medisc dealer run --config dealer.toml", run);
    add_installed_config(verb, run->config, "dealer");
    add_run_settings(verb, run->config, "dealer", true);

    std::shared_ptr<DealerFillArguments> fill;
    verb = add_verb(*dealer, "fill", "Deal bundles into a pool. Works beside a running dealer.",
                    "  medisc dealer fill --config dealer.toml --model breast --count 1000\n"
                    "  medisc dealer fill --config dealer.toml --model breast \\\n"
                    "      --hospital st-anna --service acme --count 50",
                    fill);
    add_installed_config(verb, fill->config, "dealer");
    verb->add_option("--model", fill->model, "the model, as its service registered it")
        ->type_name("MODEL");
    verb->add_option("--plan", fill->plan, "a plan by the beginning of its hash");
    verb->add_option("--hospital", fill->hospital, "default: the only one configured");
    verb->add_option("--service", fill->service, "default: the only one configured");
    verb->add_option("--count", fill->count, "bundles to add")
        ->required()
        ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1'000'000'000}));
    add_format(verb, fill->format);
  }

  void add_service() {
    CLI::App* service =
        app_.add_subcommand("service", "The service with the trained networks.");
    service->require_subcommand(1)->group(kRoles);
    std::shared_ptr<ServiceRunArguments> run;
    CLI::App* verb = add_verb(*service, "run", "Serve hospitals until stopped.",
                              "  medisc service run --config service.toml", run);
    add_installed_config(verb, run->config, "service");
    add_run_settings(verb, run->config, "service", true);
  }

  void add_hospital() {
    CLI::App* hospital = app_.add_subcommand("hospital", "The hospital with the records.");
    hospital->require_subcommand(1)->group(kRoles);
    std::shared_ptr<HospitalRunArguments> run;
    CLI::App* verb = add_verb(*hospital, "run",
                              "Take jobs, and keep the pools of [[pools]] full, until stopped.",
                              "  medisc hospital run --config hospital.toml\n"
                              "  medisc hospital run --config hospital.toml --gateway",
                              run);
    add_installed_config(verb, run->config, "hospital");
    add_run_settings(verb, run->config, "hospital", false);
    auto* gateway = verb->add_flag("--gateway", run->gateway,
                                   "start a gateway, too, for this machine: HTTP");
    verb->add_option("--gateway-listen", run->gateway_listen, "where it takes HTTP")
        ->needs(gateway)
        ->type_name("ADDRESS")
        ->capture_default_str();

    std::shared_ptr<PrepareArguments> prepare;
    verb = add_verb(
        *hospital, "prepare", "Fetch bundles and prepare them, ahead of any record.",
        "  medisc hospital prepare --config hospital.toml --model breast --count 100", prepare);
    add_installed_config(verb, prepare->config, "hospital");
    add_daemon(verb, prepare->socket, prepare->alone);
    verb->add_option("--model", prepare->model, "the service's model")
        ->required()
        ->type_name("MODEL");
    verb->add_option("--service", prepare->service, "default: the only one configured");
    verb->add_option("--count", prepare->count, "bundles to prepare")
        ->required()
        ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1'000'000'000}));
    add_wait(verb, prepare->wait_seconds, "a dealer that is still dealing");
    add_format(verb, prepare->format);

    std::shared_ptr<DiagnoseArguments> diagnose;
    verb = add_verb(
        *hospital, "diagnose", "Diagnose records; each consumes one prepared bundle.",
        "  medisc hospital diagnose --config hospital.toml --model breast --records r.csv\n"
        "  medisc hospital diagnose -c hospital.toml --model breast --records r.npy \\\n"
        "      --batch 16 --format json\n"
        "  medisc hospital diagnose --model breast --records r.csv --resume run-9f86d081884c\n"
        "  medisc hospital diagnose -c hospital.toml --model breast --records r.csv \\\n"
        "      --id-column bed --ignore-column ward --decimal comma --skip-bad",
        diagnose);
    add_installed_config(verb, diagnose->config, "hospital");
    add_daemon(verb, diagnose->socket, diagnose->alone);
    verb->add_option("--model", diagnose->model, "the service's model")
        ->required()
        ->type_name("MODEL");
    verb->add_option("--service", diagnose->service, "default: the only one configured");
    verb->add_option("--records", diagnose->records, "CSV, NPY or NPZ")
        ->required()
        ->type_name("FILE");
    add_reading(verb, diagnose->reading);
    add_maps(verb, diagnose->maps);
    add_rows(verb, diagnose->rows);
    add_batch(verb, diagnose->batch, diagnose->memory_megabytes);
    add_wait(verb, diagnose->wait_seconds, "bundles, and for a service that is busy");
    verb->add_option(
            "--request,--resume", diagnose->request,
            "a name for this request: asked again, what was answered is not paid twice")
        ->type_name("NAME");
    verb->add_flag("--no-ahead", diagnose->no_ahead,
                   "open no session while the one before it runs");
    verb->add_option("--expect", diagnose->expect,
                     "JSON of `medisc reference`: compare, and fail where a logit differs")
        ->type_name("FILE");
    add_format(verb, diagnose->format);
  }

  void add_evaluate() {
    std::shared_ptr<EvaluateArguments> arguments;
    CLI::App* verb = add_verb(
        app_, "evaluate", "Run a labelled test set securely: accuracy, exactness, costs.",
        "  medisc evaluate --local --model m.onnx --records x.npy --labels y.npy --limit 200\n"
        "  medisc evaluate --simulate --model m.onnx --records x.csv --format json\n"
        "  medisc evaluate --config hospital.toml --model breast --records x.csv",
        arguments);
    verb->group(kModels);
    add_evaluate_options(verb, *arguments);
  }

  void add_bench() {
    std::shared_ptr<BenchArguments> arguments;
    CLI::App* verb = add_verb(
        app_, "bench", "Time a model: three processes here, layer by layer, and in plaintext.",
        "  medisc bench --local --model m.onnx --records x.npy --runs 50\n"
        "  medisc bench --local --model m.onnx --range 1 --batch 16 --format json",
        arguments);
    verb->group(kModels);
    add_bench_options(verb, *arguments);
  }

  void add_stats() {
    CLI::App* stats = app_.add_subcommand("stats",
                                          "Read a party's database: pools, sessions, layers, "
                                          "peers. Works beside a running party.");
    stats->require_subcommand(1)->group(kWatch);
    const auto add = [&](const std::string& name, Statistics what, const std::string& text,
                         const std::string& example) {
      std::shared_ptr<StatsArguments> arguments;
      CLI::App* verb = add_verb(*stats, name, text,
                                "  medisc stats " + name + " --config hospital.toml\n" +
                                    "  medisc stats " + name + " " + example,
                                arguments);
      arguments->what = what;
      add_stats_options(verb, *arguments);
    };
    add("pools", Statistics::kPools, "Bundles of each pool by state, and how long they last.",
        "--config dealer.toml --watch");
    add("sessions", Statistics::kSessions, "The newest sessions and their costs.",
        "--config service.toml --since 1d --peer st-mary --histogram");
    add("layers", Statistics::kLayers, "Time, bits and flights of each layer over sessions.",
        "--database service.db --model breast --limit 100 --format json");
    add("peers", Statistics::kPeers, "Sessions, times and bundles with each other party.",
        "--config service.toml --since 7d");
  }

  void add_gateway() {
    CLI::App* gateway =
        app_.add_subcommand("gateway", "The hospital's door for applications: HTTP.");
    gateway->require_subcommand(1)->group(kRoles);
    std::shared_ptr<GatewayRunArguments> run;
    CLI::App* verb =
        add_verb(*gateway, "run", "Take HTTP, and ask the hospital's daemon, until stopped.",
                 "  medisc gateway run --config gateway.toml", run);
    add_installed_config(verb, run->config, "gateway");
    add_setting(verb, run->config, "--listen", "gateway", "listen", "ADDRESS",
                "where applications call");
    add_setting(verb, run->config, "--log-level", "log", "level", "debug|info|warning|error",
                "how much to log");
    add_setting(verb, run->config, "--log-format", "log", "format", "text|json", "how to log");

    CLI::App* token = gateway->add_subcommand("token", "Tokens of those who may call.");
    token->require_subcommand(1);
    const auto add = [&](const std::string& name, TokenVerb what, const std::string& text,
                         const std::string& example) {
      std::shared_ptr<TokenArguments> arguments;
      CLI::App* one =
          add_verb(*token, name, text, "  medisc gateway token " + example, arguments);
      arguments->verb = what;
      one->add_option("--file", arguments->file, "[gateway] tokens of the configuration")
          ->required()
          ->type_name("FILE");
      if (what != TokenVerb::kList) {
        one->add_option("--name", arguments->name, "whose it is; the audit trail shows it")
            ->required();
      }
      if (what == TokenVerb::kAdd) {
        one->add_option("--scopes", arguments->scopes, "what it is good for, between commas")
            ->required()
            ->type_name("diagnose,read,admin");
        one->add_option("--days", arguments->days, "it ends after so many; 0: never")
            ->check(CLI::Range(std::uint64_t{0}, std::uint64_t{36'500}))
            ->capture_default_str();
      }
      if (what != TokenVerb::kRemove) add_format(one, arguments->format);
    };
    add("add", TokenVerb::kAdd, "Make one, and show it this once.",
        "add --file tokens --name ward-3 --scopes diagnose,read --days 365");
    add("remove", TokenVerb::kRemove, "It is worth nothing from the next reload on.",
        "remove --file tokens --name ward-3");
    add("list", TokenVerb::kList, "Whose there are, and what for.", "list --file tokens");
  }

  void add_results() {
    CLI::App* results = app_.add_subcommand(
        "results", "The results that a hospital keeps. Works beside a running hospital.");
    results->require_subcommand(1)->group(kWatch);
    const auto add = [&](const std::string& name, ResultsVerb what, const std::string& text,
                         const std::string& example) {
      std::shared_ptr<ResultsArguments> arguments;
      CLI::App* verb =
          add_verb(*results, name, text, "  medisc results " + name + example, arguments);
      arguments->verb = what;
      add_results_options(verb, *arguments);
    };
    add("list", ResultsVerb::kList, "The newest results, a line each.",
        " --config hospital.toml --since 1d --model breast");
    add("show", ResultsVerb::kShow, "All about the results of a request, or of a record.",
        " --config hospital.toml --record wdbc-001");
    add("export", ResultsVerb::kExport, "Results with all numbers, for programs.",
        " --config hospital.toml --since 7d --format csv");
  }

  void add_audit() {
    CLI::App* audit =
        app_.add_subcommand("audit", "Who asked a hospital what, when, with what outcome.");
    audit->require_subcommand(1)->group(kWatch);
    std::shared_ptr<AuditArguments> list;
    CLI::App* verb = add_verb(*audit, "list", "The newest entries, and whether all are whole.",
                              "  medisc audit list --config hospital.toml --limit 100", list);
    add_installed_config(verb, list->config, "hospital");
    verb->add_option("--limit", list->limit, "the newest so many")->capture_default_str();
    add_format(verb, list->format);
    std::shared_ptr<AuditArguments> verify;
    verb = add_verb(*audit, "verify", "Check that no entry was changed, taken out or put in.",
                    "  medisc audit verify --config hospital.toml\n"
                    "  medisc audit verify --config hospital.toml --head 3f9a...",
                    verify);
    verify->verify = true;
    add_installed_config(verb, verify->config, "hospital");
    verb->add_option("--head", verify->head,
                     "a value noted earlier: finds entries that were cut off at the end")
        ->type_name("VALUE");
    add_format(verb, verify->format);
  }

  CLI::App app_;
  std::optional<Arguments> chosen_;
};

}  // namespace

Result<std::optional<Arguments>> parse_arguments(int argc, const char* const* argv,
                                                 const char* const* environment) {
  CommandLine line;
  return line.parse(argc, argv, environment);
}

CommandDescription describe_commands() {
  return CommandLine().description();
}

}  // namespace medisc
