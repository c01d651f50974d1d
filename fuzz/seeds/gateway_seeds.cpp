#include <algorithm>
#include <string>

#include "fuzz/seeds/seeds.hpp"
#include "tests/jobs/job_messages.hpp"

namespace medisc::fuzz {
namespace {

enum { kClasses, kImage, kResized, kBinary, kFindings };

std::string request(const std::string& name, const std::string& type, const std::string& shape,
                    const std::string& data, const std::string& more = "") {
  return R"({"inputs":[{"name":")" + name + R"(","datatype":")" + type + R"(","shape":)" +
         shape + "," + data + "}]" + more + "}";
}

void add_infer_requests(Corpora& corpora) {
  const auto add = [&](const std::string& name, unsigned plan, const std::string& json,
                       const std::string& tensors = "") {
    const std::string length = tensors.empty() ? "" : std::to_string(json.size());
    corpora.add("infer_request", name,
                Parts()
                    .byte(plan)
                    .byte(static_cast<unsigned>(length.size()))
                    .byte(0)
                    .text(length)
                    .text(json)
                    .text(tensors));
  };
  add("flat", kClasses, request("input", "FP32", "[2,3]", R"("data":[1,-2.5,3e1,0,0.1,6])"));
  add("nested", kBinary, request("input", "INT8", "[2,3]", R"("data":[[1,2,3],[4,5,6]])"));
  add("ragged", kBinary, request("input", "INT8", "[1,3]", R"("data":[[1,2],[3]])"));
  add("booleans", kFindings, request("input", "BOOL", "[1,3]", R"("data":[true,false,1])"));
  add("outputs", kClasses,
      request("input", "UINT64", "[1,3]", R"("data":[1,9007199254740993,3])",
              R"(,"id":"a\u00e9","parameters":{"binary_data_output":true,"x":1.5},)"
              R"("outputs":[{"name":"logits","parameters":{"classification":2}},)"
              R"({"name":"label","parameters":{"binary_data":false}}])"));
  add("unknown", kClasses,
      request("input", "FP64", "[1,3]", R"("x":[{"data":null}],"data":[1,2,3])",
              R"(,"later":[[],{}])"));
  add("binary", kClasses,
      request("input", "INT16", "[1,3]", R"("parameters":{"binary_data_size":6})"),
      std::string("\x01\0\x02\0\xff\xff", 6));
  const std::string image =
      R"({"inputs":[{"name":"age","datatype":"UINT8","shape":[1,1],"data":[7]},)";
  add("image", kImage,
      image + R"({"name":"scan","datatype":"FP16","shape":[1,3,2,2],)"
              R"("parameters":{"binary_data_size":24}}]})",
      std::string(24, '\x3c'));
  add("resized", kResized,
      image + R"({"name":"scan","datatype":"UINT8","shape":[1,3,1,2],)"
              R"("data":[[[[1,2]],[[3,4]],[[5,6]]]]}]})");
  add("overflow", kResized,
      image + R"({"name":"scan","datatype":"UINT8","shape":[1,3,4294967297,4294967297],)"
              R"("data":[1]}]})");
}

void add_multipart(Corpora& corpora) {
  const auto add = [&](const std::string& name, const std::string& parameters,
                       const std::string& body) {
    const std::string type = "multipart/related" + parameters;
    const auto* const bytes = reinterpret_cast<const std::uint8_t*>(type.data());
    corpora.add("multipart", name, Parts().part({bytes, type.size()}).text(body));
  };
  const std::string head = "\r\nContent-Type: application/dicom\r\n\r\n";
  add("two", R"(; type="application/dicom"; boundary="b c")",
      "--b c" + head + "one\r\n--b c" + head + "two\r\n--b c--\r\n");
  add("plain", ";type=application/dicom;Boundary=----=_b;",
      "preamble\r\n------=_b \t\r\n\r\n\r\n------=_b--\r\nepilogue");
  add("longer-line", "; boundary=b", "--b\r\n\r\none\r\n--bc\r\n\r\ntwo\r\n--b--");
  add("no-end", "; boundary=b", "--b\r\nA: x\r\nB:\r\n\r\none\r\n--b");
  add("own-boundary", "; boundary=b", "--b\r\n\r\nmedisc-part-0\r\n--b--");
  add("accepted", R"(;q="0.\5", */*;q=0)", "");
}

void add_stow_answers(Corpora& corpora) {
  const auto add = [&](const std::string& name, unsigned status, const std::string& body) {
    corpora.add("stow_answer", name, Parts().byte(status).text(body));
  };
  const std::string failed =
      R"({"00081150":{"vr":"UI","Value":["1.2.840.10008.5.1.4.1.1.2"]},)"
      R"("00081155":{"vr":"UI","Value":["1.2.3"]},"00081197":{"vr":"US","Value":[)";
  const std::string begin = R"({"00081190":{"vr":"UR"},"00081198":{"vr":"SQ","Value":[)";
  add("stored", 0, R"({"00081199":{"vr":"SQ","Value":[{}]}})");
  add("some", 1, begin + failed + "49442]}}," + failed + "273]}}]}}");
  add("full", 2, begin + failed + "42752]}}]}}");
  add("others", 2,
      "[" + std::string(R"({"0008119A":{"Value":[{"00081197":{"Value":[-1]}},7]}})") + "]");
  add("xml", 1, "<NativeDicomModel/>");
}

}  // namespace

void add_gateway_seeds(Corpora& corpora) {
  for (const JobMessage& message : test::every_job_message()) {
    std::string name = job_message_name(message);
    std::ranges::replace(name, ' ', '-');
    corpora.add("job_message", name, encode_job_message(message));
  }
  add_infer_requests(corpora);
  add_multipart(corpora);
  add_stow_answers(corpora);
  corpora.add("http_target", "infer", "/v2/models/breast/versions/1/infer?limit=3&x=a+b%20c");
  corpora.add("http_target", "dots", "/a/./b/../%2e%2E//c/?&=&a&a=");
  corpora.add("http_target", "escapes", "/caf%C3%A9%00%2f%zz");
  corpora.add("http_target", "root", "/");
}

}  // namespace medisc::fuzz
