import com.alibaba.fastjson.JSON;
import com.alibaba.fastjson.JSONObject;
import com.alibaba.fastjson.annotation.JSONField;
import com.alibaba.fastjson.parser.Feature;
import com.alibaba.fastjson.parser.deserializer.ExtraProcessable;
import com.alipay.global.api.DefaultAlipayClient;
import com.alipay.global.api.base64.Base64Encryptor;
import com.alipay.global.api.request.AlipayRequest;
import com.alipay.global.api.response.AlipayResponse;
import com.alipay.global.api.tools.SignatureTool;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/** A partner on the official SDK for Java: a call a line in, what the SDK made of it a line out. */
public final class Main {
  /** What an API of ours answers: the SDK has classes for the publisher's other APIs alone. */
  public static final class Answer extends AlipayResponse implements ExtraProcessable {
    final JSONObject members = new JSONObject(true);

    @Override
    public void processExtra(String name, Object value) {
      members.put(name, value);
    }
  }

  /** A request to any of them. */
  public static final class Request extends AlipayRequest<Answer> {
    private final Map<String, Object> members;

    Request(String path, Map<String, Object> members) {
      setPath(path);
      this.members = members;
    }

    @JSONField(unwrapped = true)
    public Map<String, Object> getMembers() {
      return members;
    }

    @Override
    @JSONField(serialize = false)
    public Class<Answer> getResponseClass() {
      return Answer.class;
    }
  }

  private static final class Client extends DefaultAlipayClient {
    private final Map<String, String> headers = new HashMap<>();

    Client(JSONObject call) {
      super(call.getString("gateway"), call.getString("privateKey"),
          call.getString("serverPublicKey"));
      call.getJSONObject("headers").forEach((name, value) -> headers.put(name, value.toString()));
    }

    @Override
    public Map<String, String> buildCustomHeader() {
      return headers;
    }
  }

  /** What the SDK takes where Java has no javax.xml.bind, since Java 11 that is. */
  private static final class Codec implements Base64Encryptor {
    @Override
    public String encodeToString(byte[] bytes) {
      return Base64.getEncoder().encodeToString(bytes);
    }

    @Override
    public byte[] decode(String text) {
      return Base64.getDecoder().decode(text);
    }
  }

  public static void main(String[] arguments) throws Exception {
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    var out = new PrintStream(System.out, true, "UTF-8");
    if (System.getenv("BASE64_CODEC") != null) SignatureTool.setBase64Encryptor(new Codec());
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      var told = new JSONObject();
      try {
        told.put("answer", execute((JSONObject) JSON.parse(line, Feature.OrderedField)));
      } catch (Throwable refused) {
        told.put("refused", reason(refused));
      }
      out.println(told.toJSONString());
    }
  }

  private static JSONObject execute(JSONObject call) throws Exception {
    var request = new Request(call.getString("path"), call.getJSONObject("body"));
    request.setClientId(call.getString("clientId"));
    Answer answer = new Client(call).execute(request);
    answer.members.put("result", JSON.toJSON(answer.getResult()));
    return answer.members;
  }

  /** The messages of all causes, since that of the SDK's own exception may be empty. */
  private static String reason(Throwable refused) {
    String own = refused.getClass().getSimpleName() + ": " + refused.getMessage();
    return refused.getCause() == null ? own : own + " <- " + reason(refused.getCause());
  }
}
