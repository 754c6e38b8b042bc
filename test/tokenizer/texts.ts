/** A small text of every kind, to count exactly; also what the bench measures its differences on. */
export const texts: Readonly<Record<string, string>> = {
  English: `You are a careful assistant for a bicycle shop. Read the customer's message twice before you answer.
If they ask for a refund, look up the order first; never promise a date that the system did not give you.

Answer in at most three sentences, and don't apologise more than once. It's fine to say "I don't know yet".`,
  German: `Du beantwortest Fragen zur Straßenreinigung in einer Großstadt. Prüfe zuerst, ob die Adresse vollständig ist.
Größere Störungen meldest du der Verkehrsüberwachung; Rückfragen beantwortest du höflich und ohne Abkürzungen.
Donaudampfschifffahrtsgesellschaftskapitän bleibt ein einziges Wort.`,
  French: `Vous êtes l'assistante d'une bibliothèque. N'inventez jamais de références : s'il n'y a pas de résultat, dites-le.
Répondez en français soigné, même lorsque la question a été posée à l'oral.`,
  Spanish: `¿Dónde está mi pedido? Si el cliente pregunta por un envío, busca primero el número y después responde.
Mañana llegará el camión; ningún paquete sale los sábados.`,
  Polish: `Zażółć gęślą jaźń. Sprawdź zamówienie, zanim odpowiesz, i nie obiecuj zwrotu pieniędzy bez zgody kierownika.`,
  Russian: `Вы помогаете покупателям книжного магазина. Сначала найдите заказ, затем отвечайте коротко и вежливо.
Если заказ не найден, так и скажите: «Я пока не знаю».`,
  Greek: `Καλημέρα. Ελέγξτε πρώτα την παραγγελία και μετά απαντήστε με σύντομες προτάσεις.`,
  Chinese: `你是一家书店的客服。请先查询订单，然后用不超过三句话回答。如果系统没有给出日期，不要承诺任何日期。
退款之前，必须得到客户的确认。「谢谢」要写在最后。`,
  Japanese: `あなたは書店のサポート担当です。まず注文を確認してから、三文以内で答えてください。
システムが日付を返さないときは、約束をしてはいけません。カタカナのデータベースも検索します。`,
  Korean: `당신은 서점의 고객 상담원입니다. 먼저 주문을 확인한 다음 세 문장 이내로 답하세요. 날짜가 없으면 약속하지 마세요.`,
  Hindi: `आप एक पुस्तक की दुकान के सहायक हैं। पहले आदेश देखें, फिर तीन वाक्यों में उत्तर दें।
यदि तारीख नहीं मिली है तो कोई वादा न करें। धन्यवाद।`,
  Arabic: `أنت مساعد في متجر للكتب. ابحث عن الطلب أولاً ثم أجب في ثلاث جمل على الأكثر.
إذا لم يُذكر التاريخ فلا تَعِد بأي شيء. شكراً لك.`,
  Thai: `คุณเป็นผู้ช่วยของร้านหนังสือ โปรดตรวจสอบคำสั่งซื้อก่อนแล้วจึงตอบไม่เกินสามประโยค`,
  Hebrew: `אתה עוזר בחנות ספרים. בדוק את ההזמנה לפני שאתה עונה, ואל תבטיח תאריך.`,
  Vietnamese: `Bạn là trợ lý của một hiệu sách. Hãy kiểm tra đơn hàng trước khi trả lời và không hứa hẹn ngày giao.`,
  TypeScript: `export async function* readLines(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: false });
  let rest = "";
  for await (const chunk of stream) {
    rest += decoder.decode(chunk, { stream: true });
    const lines = rest.split(/\\r?\\n/);
    rest = lines.pop() ?? "";
    yield* lines; // the last one may be torn
  }
}`,
  Python: `def fibonacci(n: int) -> list[int]:
    """The first n numbers.

    >>> fibonacci(5)
    [0, 1, 1, 2, 3]
    """
    a, b = 0, 1
    out = []
    for _ in range(n):
        out.append(a)
        a, b = b, a + b
    return out`,
  Makefile: `all: build\n\t$(CC) -O2 -o $@ main.c\n\t\t# twice indented\nclean:\n\trm -rf build/ *.o`,
  HTML: `<table class="prices">
  <tr><th>Plan</th><th>Price</th></tr>
  <tr><td>Free</td><td>&euro;0</td></tr> </table>
<p>See <a href="https://example.com/a?b=1&amp;c=2">the <b>list</b></a> </p>`,
  JSON: `{"order_id": "AB123456", "items": [{"sku": "B-001", "qty": 2, "price": 12.5}, {"sku": "B-002", "qty": 1}],
 "shipped": true, "note": null, "tags": ["a", "b", "c"], "created": "2026-11-22T09:14:03.120Z"}`,
  YAML: `name: order_desk
model: gemini-3.5-flash
tools:
  - type: function
    name: lookup_order
    parameters: {type: object, properties: {order_id: {type: string}}, required: [order_id]}
system_instruction: |
  Be brief.

  - one
  - two`,
  Markdown: `# Prices

| plan | price | seats |
|------|------:|:-----:|
| Free |    €0 |   1   |
| Pro  |   €12 |  10   |

1. **Bold** and _italic_, \`code\`
2. [a link](https://example.com)

---`,
  emoji: `Nice work 🎉🎉 👍🏽 ❤️ 🇩🇪 👨‍👩‍👧‍👦 ✅ 🧪 — done ☑️ (╯°□°)╯︵ ┻━┻`,
  digits: `3.14159265358979 1,240 2026-11-22 +49 30 1234567 0x1F600 1e-12 000000 192.168.0.1 ½ ² ٣٤`,
  whitespace: `a  b   c    d\t\te\n\n\n  f \n \n\t\n   \n\n\n\n\n\ng   \n`,
  base64: `TG9yZW0gaXBzdW0gZG9sb3Igc2l0IGFtZXQsIGNvbnNlY3RldHVyIGFkaXBpc2NpbmcgZWxpdA==
b3c4c1f7a2e94d5f8a6b0c9d8e7f6a5b4c3d2e1f 4a5f-9c3e-7b21`,
  rare: `𠮷野家 𓀀𓁐 ﷽ ẞ ŉ \u200b\u200d\ufeff \u2028 \u0000\u0007 Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢ ▁▁ ▁`,
};
