#include "gateway/inference/infer_request.hpp"

#include <algorithm>
#include <charconv>

#include "gateway/inference/parameters.hpp"
#include "gateway/inference/tensors.hpp"

namespace medisc {
namespace {

/// An input of all records.
struct ReadInput {
  std::vector<double> values;
  std::vector<std::uint32_t> shape;  ///< of one record
  std::size_t records = 0;
};

tl::unexpected<Error> wrong(std::string what) {
  return fail(ErrorCode::kBadInput, std::move(what));
}

/// JSON, and what stands behind it.
struct Body {
  std::string_view json;
  std::string_view tensors;
};

Result<Body> split(std::string_view body, std::optional<std::string_view> header_length) {
  if (!header_length) return Body{body, {}};
  std::size_t length = 0;
  const char* const end = header_length->data() + header_length->size();
  const auto [stop, error] = std::from_chars(header_length->data(), end, length);
  if (error != std::errc() || stop != end || length > body.size()) {
    return wrong("Inference-Header-Content-Length is no length within the body");
  }
  return Body{body.substr(0, length), body.substr(length)};
}

class RequestReader {
 public:
  RequestReader(const Plan& plan, const InferLimits& limits, std::string_view tensors)
      : inputs_(input_tensors(plan)),
        outputs_(output_tensors(plan)),
        limits_(limits),
        tensors_(tensors),
        read_(inputs_.size()) {}

  Result<InferRequest> read(InferDocument document) {
    InferRequest request;
    request.id = std::move(document.id);
    if (document.parameters) request.parameters = *std::move(document.parameters);
    if (!document.inputs) return wrong("there are no inputs");
    for (DocumentInput& input : *document.inputs) {
      if (auto added = add(input); !added) return tl::unexpected<Error>(added.error());
    }
    if (!tensors_.empty()) return wrong("there are bytes behind the last binary tensor");
    if (auto whole = check_whole(); !whole) return tl::unexpected<Error>(whole.error());
    auto chosen =
        choose(document.outputs.value_or(std::vector<DocumentOutput>()), request.parameters);
    if (!chosen) return tl::unexpected<Error>(chosen.error());
    request.outputs = *std::move(chosen);
    join(request);
    return request;
  }

 private:
  Result<void> add(DocumentInput& input) {
    if (!input.name) return wrong("an input has no name");
    const auto known = std::ranges::find(inputs_, *input.name, &Tensor::name);
    if (known == inputs_.end()) return wrong("the model has no input '" + *input.name + "'");
    auto& place = read_[static_cast<std::size_t>(known - inputs_.begin())];
    if (place) return wrong("input '" + *input.name + "' is there twice");
    if (!input.datatype || !input.shape) {
      return wrong("input '" + *input.name + "' has no datatype or no shape");
    }
    const auto type = datatype_named(*input.datatype);
    if (!type || *type == Datatype::kBytes) {
      return wrong("input '" + *input.name + "' has a datatype that is no number's");
    }
    auto shaped = shape_of(*known, *input.shape);
    if (!shaped) return tl::unexpected<Error>(shaped.error());
    auto values = values_in(input, *type, *shaped);
    if (!values) return tl::unexpected<Error>(values.error());
    shaped->values = *std::move(values);
    place = *std::move(shaped);
    return {};
  }

  /// Its shape, without values. Products stay below 2^40: no dimension is above 2^24, no record
  /// either, and no batch above limits_.records.
  Result<ReadInput> shape_of(const Tensor& tensor, const std::vector<std::uint64_t>& given) {
    bool fits = given.size() == tensor.shape.size();
    ReadInput input;
    std::uint64_t elements = 1;
    for (std::size_t i = 1; fits && i < given.size(); ++i) {
      fits = given[i] > 0 && given[i] <= kMaxTensor &&
             (tensor.shape[i] < 0 || given[i] == static_cast<std::uint64_t>(tensor.shape[i]));
      if (!fits) break;
      elements *= given[i];
      fits = elements <= kMaxTensor;
      input.shape.push_back(static_cast<std::uint32_t>(given[i]));
    }
    if (!fits) return wrong("input '" + tensor.name + "' has not the shape of the model's");
    if (given[0] == 0 || given[0] > limits_.records) {
      return wrong("input '" + tensor.name + "' has no records, or more than " +
                   std::to_string(limits_.records));
    }
    input.records = static_cast<std::size_t>(given[0]);
    taken_ += input.records * elements;
    if (taken_ > limits_.values) return wrong("there are too many values");
    return input;
  }

  Result<std::vector<double>> values_in(DocumentInput& input, Datatype type,
                                        const ReadInput& shaped) {
    const std::string named = "input '" + *input.name + "' ";
    std::size_t count = shaped.records;
    for (const std::uint32_t dimension : shaped.shape) count *= dimension;
    const Parameters none;
    const Parameters& parameters = input.parameters ? *input.parameters : none;
    const auto bytes = count_in(parameters, "binary_data_size");
    if (!bytes) return tl::unexpected<Error>(bytes.error());
    if (parameters.count("shared_memory_region") != 0) {
      return wrong(named + "is in shared memory, which is not read");
    }
    if (bytes->has_value() == input.data.has_value()) {
      return wrong(named + "must have data or binary_data_size, and not both");
    }
    if (*bytes) {
      if (**bytes != count * size_of(type)) return wrong(named + "has not its shape's bytes");
      if (tensors_.size() < **bytes) return wrong(named + "is cut off");
      const std::string_view own = tensors_.substr(0, static_cast<std::size_t>(**bytes));
      tensors_.remove_prefix(own.size());
      return values_of(own, type, *input.name);
    }
    const DocumentData& data = *input.data;
    if (data.json.values.size() != count || !is_flat_or_nested(data, *input.shape)) {
      return wrong(named + "has not its shape's values");
    }
    return values_of(std::move(input.data->json), type, *input.name);
  }

  static bool is_flat_or_nested(const DocumentData& data,
                                const std::vector<std::uint64_t>& shape) {
    return data.lengths.size() == 1 || data.lengths == shape;
  }

  Result<void> check_whole() const {
    for (std::size_t i = 0; i < inputs_.size(); ++i) {
      if (!read_[i]) return wrong("input '" + inputs_[i].name + "' is missing");
      if (read_[i]->records != read_[0]->records) {
        return wrong("input '" + inputs_[i].name + "' has another number of records");
      }
    }
    return {};
  }

  Result<std::vector<OutputChoice>> choose(const std::vector<DocumentOutput>& wanted,
                                           const Parameters& of_request) const {
    const auto all_binary = flag_in(of_request, "binary_data_output");
    if (!all_binary) return tl::unexpected<Error>(all_binary.error());
    std::vector<OutputChoice> choices;
    for (const DocumentOutput& output : wanted) {
      auto choice = choice_of(output, all_binary->value_or(false));
      if (!choice) return tl::unexpected<Error>(choice.error());
      if (std::ranges::find(choices, choice->output, &OutputChoice::output) != choices.end()) {
        return wrong("output '" + *output.name + "' is wanted twice");
      }
      choices.push_back(*choice);
    }
    for (std::size_t i = 0; wanted.empty() && i < outputs_.size(); ++i) {
      choices.push_back({i, all_binary->value_or(false), 0});
    }
    return choices;
  }

  Result<OutputChoice> choice_of(const DocumentOutput& output, bool all_binary) const {
    if (!output.name) return wrong("an output has no name");
    const auto known = std::ranges::find(
        outputs_, *output.name, [](const OutputTensor& one) { return one.tensor.name; });
    if (known == outputs_.end()) return wrong("the model has no output '" + *output.name + "'");
    const Parameters none;
    const Parameters& parameters = output.parameters ? *output.parameters : none;
    if (parameters.count("shared_memory_region") != 0) {
      return wrong("output '" + *output.name +
                   "' is to go to shared memory: that is not written");
    }
    const auto binary = flag_in(parameters, "binary_data");
    if (!binary) return tl::unexpected<Error>(binary.error());
    const auto classes = count_in(parameters, "classification");
    if (!classes) return tl::unexpected<Error>(classes.error());
    OutputChoice choice{static_cast<std::size_t>(known - outputs_.begin()),
                        binary->value_or(all_binary), 0};
    if (!*classes || **classes == 0) return choice;
    if (!can_be_classified(*known)) {
      return wrong("output '" + *output.name + "' has no classes to sort");
    }
    choice.classification = static_cast<std::uint32_t>(
        std::min<std::uint64_t>(**classes, static_cast<std::uint64_t>(known->tensor.shape[1])));
    return choice;
  }

  static bool can_be_classified(const OutputTensor& output) {
    return output.tensor.datatype == Datatype::kFp64;
  }

  void join(InferRequest& request) {
    const std::size_t records = read_[0]->records;
    for (const auto& input : read_) request.shapes.push_back(input->shape);
    if (records == 1 && read_.size() == 1) {
      request.records.push_back(std::move(read_[0]->values));
      return;
    }
    request.records.resize(records);
    for (const auto& input : read_) {
      const std::size_t elements = input->values.size() / records;
      auto from = input->values.begin();
      for (std::vector<double>& record : request.records) {
        record.insert(record.end(), from, from + static_cast<std::ptrdiff_t>(elements));
        from += static_cast<std::ptrdiff_t>(elements);
      }
    }
  }

  const std::vector<Tensor> inputs_;
  const std::vector<OutputTensor> outputs_;
  const InferLimits limits_;
  std::string_view tensors_;                    ///< binary ones that are not read yet
  std::vector<std::optional<ReadInput>> read_;  ///< one an input
  std::uint64_t taken_ = 0;                     ///< values
};

}  // namespace

Result<InferRequest> parse_infer_request(const Plan& plan, std::string_view body,
                                         std::optional<std::string_view> header_length,
                                         const InferLimits& limits) {
  const auto parts = split(body, header_length);
  if (!parts) return tl::unexpected<Error>(parts.error());
  auto document = parse_infer_document(parts->json, limits.values);
  if (!document) return tl::unexpected<Error>(document.error());
  return RequestReader(plan, limits, parts->tensors).read(*std::move(document));
}

}  // namespace medisc
