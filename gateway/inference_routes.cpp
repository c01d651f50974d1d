#include "gateway/inference_routes.hpp"

#include <algorithm>

#include "gateway/inference/infer_error.hpp"
#include "gateway/inference/infer_request.hpp"
#include "gateway/inference/infer_response.hpp"
#include "gateway/inference/model_metadata.hpp"
#include "gateway/inference/parameters.hpp"
#include "http/json_text.hpp"
#include "messages/identifiers.hpp"
#include "plan/input_encoding.hpp"
#include "site/answer.hpp"
#include "site/encoded_records.hpp"

namespace medisc {
namespace {

constexpr std::size_t kMostWait = 3600;

std::string variable(const HttpRequest& request, const char* name) {
  const auto found = request.variables.find(name);
  return found == request.variables.end() ? std::string() : found->second;
}

/// A model and its plan; or what to answer where there is none.
struct Wanted {
  OfferedModel model;
  std::shared_ptr<const Plan> plan;
};

tl::expected<Wanted, HttpResponse> find_model(Daemon& daemon, const HttpRequest& request,
                                              const std::string& service = "") {
  const std::string name = variable(request, "model");
  const std::string version = variable(request, "version");
  auto model = daemon.model(name, version, service);
  if (!model && model.error().code == ErrorCode::kPoolDry) {
    return tl::unexpected(unknown_model(name, version));
  }
  if (!model) return tl::unexpected(infer_problem(model.error()));
  auto plan = daemon.plan(model->plan_hash);
  if (!plan) return tl::unexpected(infer_problem(plan.error()));
  return Wanted{std::move(*model), std::move(*plan)};
}

/// "breast/2" is version 2 of "breast".
std::pair<std::string, std::string> name_and_version(const std::string& model) {
  const auto slash = model.rfind('/');
  if (slash == std::string::npos) return {model, ""};
  return {model.substr(0, slash), model.substr(slash + 1)};
}

HttpResponse index_of(Daemon& daemon) {
  const auto models = daemon.models();
  if (!models) return infer_problem(models.error());
  std::string json = "[";
  for (const OfferedModel& model : *models) {
    const auto [name, version] = name_and_version(model.model);
    if (json.size() > 1) json += ",";
    json += "{\"name\":" + json_quoted(name);
    if (!version.empty()) json += ",\"version\":" + json_quoted(version);
    json += ",\"state\":" + json_quoted(model.prepared > 0 ? "READY" : "UNAVAILABLE") +
            ",\"reason\":" + json_quoted(model.prepared > 0 ? "" : "no bundle is prepared") +
            ",\"service\":" + json_quoted(model.service) + "}";
  }
  return http_json(200, json + "]\n");
}

HttpResponse metadata(Daemon& daemon, const HttpRequest& request) {
  const auto wanted = find_model(daemon, request);
  if (!wanted) return wanted.error();
  std::vector<std::string> versions;
  const std::string name = variable(request, "model");
  const auto models = daemon.models();
  for (const OfferedModel& model : models.value_or(std::vector<OfferedModel>{})) {
    const auto [base, version] = name_and_version(model.model);
    if (base == name && !version.empty()) versions.push_back(version);
  }
  const std::string own = wanted->plan->manifest.version;
  if (versions.empty() && !own.empty()) versions.push_back(own);
  return http_json(200, model_metadata(*wanted->plan, name, versions));
}

HttpResponse readiness(Daemon& daemon, const HttpRequest& request) {
  const auto wanted = find_model(daemon, request);
  if (!wanted) return wanted.error();
  const bool ready = wanted->model.prepared > 0;
  return http_json(ready ? 200 : 503, "{\"name\":" + json_quoted(variable(request, "model")) +
                                          ",\"ready\":" + (ready ? "true" : "false") + "}\n");
}

HttpResponse statistics(Daemon& daemon, const HttpRequest& request) {
  const auto wanted = find_model(daemon, request);
  if (!wanted) return wanted.error();
  const OfferedModel& model = wanted->model;
  return http_json(200,
                   "{\"model_stats\":[{\"name\":" + json_quoted(variable(request, "model")) +
                       ",\"version\":" + json_quoted(name_and_version(model.model).second) +
                       ",\"service\":" + json_quoted(model.service) +
                       ",\"plan\":" + json_quoted(to_hex(model.plan_hash)) +
                       ",\"bundles_prepared\":" + std::to_string(model.prepared) +
                       ",\"bundles_delivered\":" + std::to_string(model.delivered) + "}]}\n");
}

/// The ids that the request gives its records, or their numbers from 1.
Result<std::vector<std::string>> record_ids(const Parameters& parameters, std::size_t count) {
  std::vector<std::string> ids;
  const auto given = parameters.find("record_ids");
  if (given == parameters.end()) {
    for (std::size_t i = 1; i <= count; ++i) ids.push_back(std::to_string(i));
    return ids;
  }
  const auto* text = std::get_if<std::string>(&given->second);
  if (text != nullptr) {
    std::size_t first = 0;
    for (std::size_t comma = 0; comma != std::string::npos; first = comma + 1) {
      comma = text->find(',', first);
      ids.push_back(text->substr(first, comma == std::string::npos ? comma : comma - first));
    }
  }
  if (ids.size() == count) return ids;
  return fail(ErrorCode::kBadInput,
              "\"record_ids\" does not name each of " + std::to_string(count) + " records",
              "write one name a record, between commas");
}

Result<std::uint32_t> bounded(const Parameters& parameters, const char* name,
                              std::uint64_t most) {
  const auto value = count_in(parameters, name);
  if (!value) return tl::unexpected<Error>(value.error());
  if (value->value_or(0) <= most) return static_cast<std::uint32_t>(value->value_or(0));
  return fail(ErrorCode::kBadInput, std::string("\"") + name + "\" is " +
                                        std::to_string(**value) + ", at most " +
                                        std::to_string(most));
}

Result<Asked> asked_of(const InferRequest& request, Wanted wanted,
                       const GatewayConfig& config) {
  Asked asked;
  auto ids = record_ids(request.parameters, request.records.size());
  if (!ids) return tl::unexpected<Error>(ids.error());
  const auto wait = bounded(request.parameters, "wait", kMostWait);
  if (!wait) return tl::unexpected<Error>(wait.error());
  const auto batch = bounded(request.parameters, "batch", 4096);
  if (!batch) return tl::unexpected<Error>(batch.error());
  auto encoded = encode_values(*wanted.plan, request.records, request.shapes);
  if (!encoded) return tl::unexpected<Error>(encoded.error());
  asked.model = std::move(wanted.model);
  asked.plan = std::move(wanted.plan);
  asked.ids = std::move(*ids);
  asked.records = std::move(*encoded);
  asked.name = request.id.value_or("");
  asked.wait_seconds = request.parameters.contains("wait") ? *wait : config.jobs.wait_s;
  asked.batch = *batch;
  return asked;
}

InferResult result_of(const Plan& plan, const std::vector<std::int64_t>& logits) {
  InferResult result;
  if (plan.output == Output::kLogits) result.logits = decode_logits(plan, logits);
  result.answer = answer_of(plan, logits);
  return result;
}

HttpResponse infer(Daemon& daemon, const GatewayConfig& config, const HttpRequest& request) {
  auto wanted = find_model(daemon, request);
  if (!wanted) return wanted.error();
  const std::shared_ptr<const Plan> plan = wanted->plan;
  const auto header = request.headers.get("Inference-Header-Content-Length");
  auto parsed = parse_infer_request(*plan, request.body, header, {config.limits.records});
  if (!parsed) return infer_problem(parsed.error());
  if (const auto service = parsed->parameters.find("service");
      service != parsed->parameters.end()) {
    const auto* name = std::get_if<std::string>(&service->second);
    wanted = find_model(daemon, request, name == nullptr ? "?" : *name);
    if (!wanted) return wanted.error();
  }
  auto asked = asked_of(*parsed, std::move(*wanted), config);
  if (!asked) return infer_problem(asked.error());
  asked->asker = request.user;
  asked->door = "http";

  std::vector<InferResult> results(parsed->records.size());
  std::string sessions;
  auto client = daemon.lease();
  if (!client) return infer_problem(client.error());
  // Who hangs up has what is online finished, and no more.
  (*client)->set_gives_up([ending = request.ending] { return ending->reached(); });
  const auto done =
      (*client)->diagnose(order_of(std::move(*asked), config.jobs),
                          [&](const JobBegun&, std::span<const JobAnswer> answers) {
                            for (const JobAnswer& answer : answers) {
                              results.at(answer.place) = result_of(*plan, answer.logits);
                              if (answer.session.empty() || sessions.ends_with(answer.session))
                                continue;
                              sessions += (sessions.empty() ? "" : ",") + answer.session;
                            }
                            return Result<void>{};
                          });
  (*client)->set_gives_up(nullptr);
  if (!done) return infer_problem(done.error());
  const std::string version = variable(request, "version");
  const InferredModel model{
      variable(request, "model"),
      version.empty() ? plan->manifest.version : version,
      {{"plan", to_hex(done->plan_hash)}, {"request", done->request}, {"sessions", sessions}}};
  return render_infer_response(*plan, *parsed, model, results);
}

}  // namespace

std::vector<HttpRoute> inference_routes(Daemon& daemon, const GatewayConfig& config) {
  const std::size_t body = config.limits.body_mb << 20;
  std::vector<HttpRoute> routes{
      {"server_metadata", "GET", "/v2", "", 0,
       [](const HttpRequest&) {
         return http_json(200, server_metadata(MEDISC_VERSION));
       }},
      {"live", "GET", "/v2/health/live", "", 0,
       [](const HttpRequest&) {
         return http_json(200, "{\"live\":true}\n");
       }},
      {"ready", "GET", "/v2/health/ready", "", 0,
       [&daemon](const HttpRequest&) {
         auto client = daemon.lease();
         if (!client) return infer_problem(client.error());
         const auto health = (*client)->health();
         if (!health) return infer_problem(health.error());
         if (health->reason.empty()) return http_json(200, "{\"ready\":true}\n");
         return http_json(503,
                          "{\"ready\":false,\"reason\":" + json_quoted(health->reason) + "}\n");
       }},
      {"model_index", "GET", "/v2/models", "read", 0,
       [&daemon](const HttpRequest&) {
         return index_of(daemon);
       }},
      {"repository_index", "POST", "/v2/repository/index", "read", 4096,
       [&daemon](const HttpRequest&) {
         return index_of(daemon);
       }},
  };
  for (const bool versioned : {false, true}) {
    const std::string path =
        versioned ? "/v2/models/{model}/versions/{version}" : "/v2/models/{model}";
    const std::string prefix = versioned ? "version_" : "model_";
    routes.push_back(
        {prefix + "metadata", "GET", path, "read", 0, [&daemon](const HttpRequest& request) {
           return metadata(daemon, request);
         }});
    routes.push_back({prefix + "ready", "GET", path + "/ready", "", 0,
                      [&daemon](const HttpRequest& request) {
                        return readiness(daemon, request);
                      }});
    routes.push_back({prefix + "stats", "GET", path + "/stats", "read", 0,
                      [&daemon](const HttpRequest& request) {
                        return statistics(daemon, request);
                      }});
    routes.push_back({prefix + "infer", "POST", path + "/infer", "diagnose", body,
                      [&daemon, &config](const HttpRequest& request) {
                        return infer(daemon, config, request);
                      }});
  }
  return routes;
}

}  // namespace medisc
